"""How much an upload may hold. Bytes of a file are bounded by `server.maxUploadSize` in .streamlit/config.toml."""

MOST_PICTURES = 1_000  # of one visitor
MOST_CLASSES = 100
MOST_ENTRIES = 10_000  # files of any kind in an archive
MOST_SIDE = 12_000  # pixels
MOST_PIXELS = 50_000_000  # 150 MB as RGB
KEPT_SIDE = 128  # pixels of the longer side of a picture as it is kept
MOST_UNPACKED = 200 * 2**20  # bytes of all that is in an archive
MOST_PACKED = 100  # times that an archive may have been packed smaller; pictures are about as large as before
PICTURES = (".png", ".jpg", ".jpeg", ".webp", ".bmp", ".gif")
FORMATS = ("PNG", "JPEG", "WEBP", "BMP", "GIF")
