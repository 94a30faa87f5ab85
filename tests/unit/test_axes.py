"""Which axes are the same. Facts are written as for `torch.einsum`, a letter for each axis: `ij,jk->ik`."""

import pytest

from playground.program import run, sources
from playground.program.origins.axes import Axes, axes

SAMPLES = """\
A = torch.arange(6.0).reshape(2, 3)
B = torch.arange(6.0).reshape(2, 3)
C = torch.arange(12.0).reshape(3, 4)
M = torch.tensor([[2.0, 1.0, 0.0], [1.0, 3.0, 1.0], [0.0, 1.0, 4.0]])
X = torch.arange(24.0).reshape(2, 3, 4)
v = torch.tensor([2.0, 0.0, 1.0])
mask = torch.tensor([[True, False, True], [False, True, False]])
index = torch.tensor([2, 0])
picture = torch.rand(1, 3, 6, 6)
"""
LARGE = """\
A = torch.rand(1000, 30)
B = torch.rand(1000, 30)
C = torch.rand(30, 70)
X = torch.rand(64, 30, 50)
v = torch.rand(30)
picture = torch.rand(64, 3, 28, 28)
"""
F = "torch.nn.functional."


def letters(found: Axes) -> str:
    """Return axes in letters, by the order in which they come."""
    names: dict[int, str] = {}
    sides = ["".join(names.setdefault(n, "ijklmnopq"[len(names)]) for n in side) for side in found.operands]
    return ",".join(sides) + "->" + "".join(names.setdefault(n, "ijklmnopq"[len(names)]) for n in found.output)


def flow(program: str, output: int = 0) -> str:
    call = run(program).calls[-1]
    found = None if call.error else sources(call, output)
    return letters(axes(call, found))


@pytest.mark.parametrize(
    ("program", "fact"),
    [
        # cell by cell
        ("A + B", "ij,ij->ij"),
        ("A + v", "ij,j->ij"),
        ("X * A.unsqueeze(2)", "ijk,ijk->ijk"),  # an axis of size 1 is broadcast to the one in its place
        ("A - A.mean(1, keepdim=True)", "ij,ij->ij"),
        ("v + torch.rand(2, 1)", "i,ji->ji"),
        ("A > 1", "ij->ij"),
        ("A.exp()", "ij->ij"),
        ("A += v", "ij,j->ij"),
        ("torch.where(mask, A, v)", "ij,ij,j->ij"),
        ("A.masked_fill(mask, 0.0)", "ij,ij->ij"),
        # other shapes
        ("A.T", "ij->ji"),
        ("X.permute(2, 0, 1)", "ijk->kij"),
        ("X.transpose(0, 2)", "ijk->kji"),
        ("X.mT", "ijk->ikj"),
        ("torch.rand(1, 3).T", "ij->ji"),
        ("X.flatten()", "ijk->l"),
        ("X.flatten(1)", "ijk->il"),
        ("X.flatten(0, 1)", "ijk->lk"),
        ("X.reshape(6, 4)", "ijk->lk"),
        ("X.reshape(2, 12)", "ijk->il"),
        ("A.reshape(3, 2)", "ij->kl"),
        ("X.view(2, 3, 2, 2)", "ijk->ijlm"),
        ("A.unsqueeze(0)", "ij->kij"),
        ("A.unsqueeze(1)", "ij->ikj"),
        ("A.unsqueeze(-1)", "ij->ijk"),
        ("A.unsqueeze(1).squeeze(1)", "ijk->ik"),
        ("picture.squeeze(0)", "ijkl->jkl"),
        ("picture.squeeze()", "ijkl->jkl"),
        ("A.expand(5, 2, 3)", "ij->kij"),
        ("torch.rand(3, 1).expand(3, 4)", "ij->ij"),
        ("torch.broadcast_to(v, (2, 3))", "i->ji"),
        ("v.expand_as(A)", "i,ji->ji"),
        ("A.flip(0)", "ij->ij"),
        ("A.roll(1, 1)", "ij->ij"),
        ("torch.rot90(A)", "ij->ji"),
        ("A.repeat(2, 1)", "ij->ij"),
        ("v.repeat(2, 2)", "i->ji"),
        ("torch.arange(6).unfold(0, 3, 1)", "i->jk"),
        # several into one, one into several
        ("torch.cat([A, B])", "ij,ij->ij"),
        ("torch.cat([A, B], dim=1)", "ij,ij->ij"),
        ("torch.stack([A, B])", "ij,ij->kij"),
        ("torch.stack([A, B], dim=1)", "ij,ij->ikj"),
        ("torch.stack([A, B], dim=2)", "ij,ij->ijk"),
        ("torch.vstack([v, v])", "i,i->ji"),
        ("torch.column_stack([v, v])", "i,i->ij"),
        ("A.split(2, dim=1)", "ij->ij"),
        ("X.chunk(2, dim=2)", "ijk->ijk"),
        ("X.unbind(1)", "ijk->ik"),
        ("torch.meshgrid(v, v, indexing='ij')", "i,j->ik"),  # the first of two grids knows the first vector
        # chosen
        ("A[1]", "ij->j"),
        ("A[:, 1]", "ij->i"),
        ("A[:1]", "ij->ij"),
        ("A[:, ::2]", "ij->ij"),
        ("A[None]", "ij->kij"),
        ("A[mask]", "ij,ij->k"),
        ("A[A > 2]", "ij,ij->k"),
        ("v[v > 0]", "i,i->i"),
        ("A[:, index]", "ij,k->ik"),
        ("A[:, torch.tensor([[2, 0], [1, 1]])]", "ij,kl->ikl"),
        ("A[torch.tensor([0, 1, 1]), torch.tensor([2, 0, 0])]", "ij,k,k->k"),
        ("A[1] = v", "ij,j->ij"),
        ("A[:, 1:] = C[:2, :2]", "ij,ij->ij"),
        ("A[:, index] = C[:2, :2]", "ij,k,ik->ij"),
        ("torch.index_select(A, 1, index)", "ij,k->ik"),
        ("torch.index_copy(A, 1, index, C[:2, :2])", "ij,k,ik->ij"),
        ("A.index_fill(1, index, 0.0)", "ij,k->ij"),
        ("A.gather(1, torch.tensor([[2, 2], [0, 1]]))", "ij,ik->ik"),
        ("torch.masked_select(A, mask)", "ij,ij->k"),
        ("torch.take(A, torch.tensor([0, 4, 4]))", "ij,k->k"),
        ("torch.diag(v)", "i->ji"),
        ("torch.diag(M)", "ij->k"),
        ("torch.tril(M)", "ij->ij"),
        (f"{F}embedding(torch.tensor([2, 0, 2, 1]), C)", "i,jk->ik"),
        (f"{F}one_hot(torch.tensor([2, 0]), 3)", "i->ij"),
        # along an axis
        ("A.sum()", "ij->"),
        ("A.sum(0)", "ij->j"),
        ("A.mean(1)", "ij->i"),
        ("A.sum(0, keepdim=True)", "ij->ij"),
        ("X.sum((0, 2))", "ijk->j"),
        ("A.max(dim=1)", "ij->i"),
        ("A.argmax(0)", "ij->j"),
        ("A.var(1, keepdim=True)", "ij->ij"),
        ("A.cumsum(1)", "ij->ij"),
        ("A.diff(dim=1)", "ij->ij"),
        ("A.sort(1)", "ij->ij"),
        ("A.argsort(0)", "ij->ij"),
        ("torch.softmax(A, dim=0)", "ij->ij"),
        ("v.log_softmax(0)", "i->i"),
        (f"{F}layer_norm(A, (3,), v, v)", "ij,j,j->ij"),
        (f"{F}layer_norm(A, (2, 3))", "ij->ij"),
        (f"{F}normalize(A)", "ij->ij"),
        ("torch.histc(v, 3)", "i->j"),
        ("torch.bucketize(A, v)", "ij,k->ij"),
        ("torch.nonzero(A)", "ij->kl"),
        # products
        ("A @ C", "ij,jk->ik"),
        ("M @ M", "ij,jk->ik"),
        ("M @ M.T", "ij,jk->ik"),
        ("A @ v", "ij,j->i"),
        ("v @ C", "i,ij->j"),
        ("v @ v", "i,i->"),
        ("torch.mm(A, C)", "ij,jk->ik"),
        ("torch.mv(A, v)", "ij,j->i"),
        ("torch.bmm(X, X.mT)", "ijk,ikl->ijl"),
        ("X @ C.T", "ijk,kl->ijl"),
        ("A @ X", "ij,kjl->kil"),
        ("torch.dot(v, v)", "i,i->"),
        ("torch.outer(v, v)", "i,j->ij"),
        ("torch.outer(v, torch.rand(1))", "i,j->ij"),
        ("torch.inner(A, B)", "ij,kj->ik"),
        ("torch.einsum('bij,kj->bik', X, torch.rand(5, 4))", "ijk,lk->ijl"),
        ("torch.einsum('ij->j', A)", "ij->j"),
        ("torch.tensordot(X, C, dims=([1, 2], [0, 1]))", "ijk,jk->i"),
        ("torch.kron(M, A)", "ij,kl->mn"),
        ("torch.cdist(A, B)", "ij,kj->ik"),
        ("torch.addmm(C[:2], A, C)", "ij,ik,kj->ij"),
        ("torch.cross(A, B, dim=1)", "ij,ij->ij"),
        ("torch.trace(M)", "ij->"),
        ("torch.linalg.inv(M)", "ij->kl"),
        ("torch.linalg.inv(torch.stack([M, M]))", "ijk->ilm"),
        # layers
        (f"{F}linear(A, M, v)", "ij,kj,k->ik"),
        (f"{F}conv2d(picture, torch.rand(5, 3, 3, 3), torch.rand(5))", "ijkl,mjno,m->imkl"),
        (f"{F}conv2d(picture[:, :1], torch.ones(1, 1, 3, 3), padding=1)", "ijkl,mjno->imkl"),
        (f"{F}max_pool2d(picture, 2)", "ijkl->ijkl"),
        (f"{F}pad(A, (1, 1))", "ij->ij"),
        (f"{F}mse_loss(A, B)", "ij,ij->"),
    ],
)
def test_an_axis_is_followed_through(program, fact):
    assert flow(SAMPLES + program) == fact


@pytest.mark.parametrize(
    ("program", "fact"),
    [
        ("A + B", "ij,ij->ij"),
        ("A + v", "ij,j->ij"),
        ("A.T", "ij->ji"),
        ("X.permute(2, 0, 1)", "ijk->kij"),
        ("A @ C", "ij,jk->ik"),
        ("A.T @ A", "ij,jk->ik"),
        ("X @ X.mT", "ijk,ikl->ijl"),
        ("A.sum(0)", "ij->j"),
        ("A.mean(1, keepdim=True)", "ij->ij"),
        ("X.amax((0, 2))", "ijk->j"),
        ("A.softmax(1)", "ij->ij"),
        ("A.sort(0)", "ij->ij"),
        ("torch.cat([A, B])", "ij,ij->ij"),
        ("torch.stack([A, B], dim=1)", "ij,ij->ikj"),
        ("A.unsqueeze(1)", "ij->ikj"),
        ("A.unsqueeze(1).squeeze(1)", "ijk->ik"),
        ("A[0]", "ij->j"),
        ("A[:10]", "ij->ij"),
        ("picture.flatten(1)", "ijkl->im"),
        ("picture.reshape(64, -1)", "ijkl->im"),
        ("A.expand(7, 1000, 30)", "ij->kij"),
        (f"{F}linear(A, torch.rand(7, 30), torch.rand(7))", "ij,kj,k->ik"),
        (f"{F}conv2d(picture, torch.rand(5, 3, 3, 3), padding=1)", "ijkl,mjno->imkl"),
        (f"{F}max_pool2d(picture, 2)", "ijkl->ijkl"),
        ("torch.rand(40000, 40000) @ torch.rand(40000, 70000)", "ij,jk->ik"),  # shapes alone
        ("torch.rand(40000, 40000).sum(0)", "ij->j"),
    ],
)
def test_of_large_tensors_as_well(program, fact):
    call = run(LARGE + program).calls[-1]
    assert sources(call) is None
    assert letters(axes(call)) == fact


@pytest.mark.parametrize(
    ("program", "fact"),
    [
        ("A @ B", "ij,jk->"),  # the clash is between the two that should be one
        ("A + C", "ij,ij->"),
        ("torch.cat([A, C])", "ij,ij->"),
        ("torch.bmm(X, X)", "ijk,ikl->"),
    ],
)
def test_axes_that_clash_have_the_same_number(program, fact):
    assert flow(SAMPLES + program) == fact


def test_each_output_has_its_own_axes():
    assert flow(SAMPLES + "torch.meshgrid(v, v, indexing='ij')", 1) == "i,j->kj"
    assert flow(SAMPLES + "A.sort(1)", 1) == "ij->ij"
    assert flow(SAMPLES + "torch.linalg.eigh(M)", 1) == "ij->kl"


def test_axes_of_the_output_are_numbered_in_order():
    call = run(SAMPLES + "X.permute(2, 0, 1)").calls[-1]
    assert axes(call, sources(call)) == Axes(((1, 2, 0),), (0, 1, 2))
