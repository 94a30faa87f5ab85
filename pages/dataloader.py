"""Change a setting and see which sample goes into which batch."""

from playground.ui import dataloader, dataloader_ragged, dataloader_weights, frame, loading

SHOW = {
    "batches": dataloader.batches_view,
    "weights": dataloader_weights.weights_view,
    "collate_fn": dataloader_ragged.ragged_view,
    "num_workers": loading.speed_view,
}

frame.begin("dataloader")
SHOW[dataloader.view(tuple(SHOW))]()
frame.end("dataloader")
