"""The one table of pages. A page is a row here, ``pages/<slug>.py`` and ``lessons/<language>/<slug>.md``."""

from dataclasses import dataclass

from playground.translations import N_


@dataclass(frozen=True)
class PageRow:
    """One page: its address and file (`slug`), its section and title in the navigation, its icon, what it is for."""

    slug: str
    section: str
    icon: str
    title: str
    summary: str


PAGES: tuple[PageRow, ...] = (
    PageRow(
        "home",
        "",
        ":material/home:",
        N_("Home"),
        N_("What can be done here, to try at once."),
    ),
    PageRow(
        "tensors",
        N_("Tensors"),
        ":material/grid_on:",
        N_("Make a tensor"),
        N_("Shape, dtype, memory and every value of a tensor, however it is made."),
    ),
    PageRow(
        "operations",
        N_("Tensors"),
        ":material/join:",
        N_("Operations"),
        N_("stack beside cat, mm beside mul, any chain of functions; where each number came from."),
    ),
    PageRow(
        "broadcasting",
        N_("Tensors"),
        ":material/expand:",
        N_("Broadcasting"),
        N_("How different shapes are brought together, axis by axis, and when that goes wrong silently."),
    ),
    PageRow(
        "memory",
        N_("Tensors"),
        ":material/memory:",
        N_("Memory and views"),
        N_("Which names look into the same memory, and how a write in one passes to the others."),
    ),
    PageRow(
        "program",
        N_("Tensors"),
        ":material/code:",
        N_("Scratch pad"),
        N_("Write PyTorch freely, step back and forth, and have mistakes explained."),
    ),
    PageRow(
        "timing",
        N_("Tensors"),
        ":material/timer:",
        N_("How fast is it?"),
        N_("Measure the same result, written in different ways: time with its spread, and memory."),
    ),
    PageRow(
        "autograd",
        N_("Autograd"),
        ":material/account_tree:",
        N_("The graph, played backward"),
        N_("The graph behind a result, and backward through it one node at a time, each with its rule."),
    ),
    PageRow(
        "descent",
        N_("Autograd"),
        ":material/downhill_skiing:",
        N_("One step downhill"),
        N_("Take the gradient's step yourself: see the tangent, the step, and where it leads."),
    ),
    PageRow(
        "gradient_traps",
        N_("Autograd"),
        ":material/crisis_alert:",
        N_("Gradient traps"),
        N_("What goes wrong with gradients, silently or aloud: predict, run, mend."),
    ),
    PageRow(
        "datasets",
        N_("Data"),
        ":material/dataset:",
        N_("Data sets"),
        N_("Pictures, points, series, text, your own files: samples, classes, split, and the Dataset class."),
    ),
    PageRow(
        "dataloader",
        N_("Data"),
        ":material/view_module:",
        N_("DataLoader"),
        N_("Which sample goes into which batch, epoch by epoch, and how fast they come."),
    ),
    PageRow(
        "transforms",
        N_("Data"),
        ":material/auto_fix_high:",
        N_("Transforms"),
        N_("Pictures through a chain of transforms: what each one does to shape, range and picture."),
    ),
    PageRow(
        "optimizers",
        N_("Optimization"),
        ":material/sports_score:",
        N_("Race the optimizers"),
        N_("Optimizers side by side on a surface or a small network, step by step."),
    ),
    PageRow(
        "schedulers",
        N_("Optimization"),
        ":material/show_chart:",
        N_("Learning-rate schedules"),
        N_("The learning rate at every step of a run, as the real schedulers give it."),
    ),
    PageRow(
        "train",
        N_("Training"),
        ":material/model_training:",
        N_("Train a network"),
        N_("Choose, press Start, and watch a network learn pictures, points, a series or a text."),
    ),
    PageRow(
        "predict",
        N_("Training"),
        ":material/draw:",
        N_("Ask a trained network"),
        N_("Draw a digit and watch the answer form; upload a picture, go on with a series, a text."),
    ),
    PageRow(
        "runs",
        N_("Training"),
        ":material/history:",
        N_("My runs"),
        N_("Every run so far: open it again, compare two, delete it."),
    ),
    PageRow(
        "sweep",
        N_("Training"),
        ":material/tune:",
        N_("Try several settings"),
        N_("Train with several values of up to three settings, and see which do best."),
    ),
    PageRow(
        "export",
        N_("Training"),
        ":material/ios_share:",
        N_("Save and export"),
        N_("What is in a checkpoint, and a network as torch.export, TorchScript and ONNX."),
    ),
)


def page_row(slug: str) -> PageRow:
    """Return the row of the page `slug`."""
    return next(row for row in PAGES if row.slug == slug)
