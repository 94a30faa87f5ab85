"""What each kind of node does in backward: the rule in words, and as code for each of its inputs.

The formulas are PyTorch code. In them stand {g} for the gradient that came in ({g0}, {g1} … with several outputs),
{a}, {b}, {c} for the inputs by place, {out} for the output, {kept} for the gradient with the reduced axes back
(size 1), {count} for how many elements became one, {total} for the number of elements of {a}, and what the node saved
by PyTorch's name ({exponent}, {dim}, {mask}). They are those of PyTorch's tools/autograd/derivatives.yaml; the tests
work each one out and compare it with the gradient that autograd gives.
"""

from dataclasses import dataclass

from playground.translations import N_


@dataclass(frozen=True)
class RuleRow:
    """One kind of node.

    Attributes:
        operation: The class of its `grad_fn`: `MulBackward0`.
        words: The rule in a sentence.
        formulas: What goes to each input, by place; a single one is for every input.
        stretches: Inputs may have been broadcast: their gradient is summed back to their shape.
    """

    operation: str
    words: str
    formulas: tuple[str, ...] = ()
    stretches: bool = False


ADDS = N_("Adding passes the gradient on unchanged to both.")
FORM = N_("Only the form was changed: the gradient is brought back into the form of the input.")
ORDER = N_("Only the order was changed: the gradient is brought back into the order of the input.")
PART = N_("Only a part was taken: the gradient goes to the places it was taken from, all others get 0.")
PASSES = N_("The same numbers: the gradient passes unchanged.")
SPREADS = N_("Every element counted with the factor 1: each one gets the gradient of the sum that it went into.")
AVERAGES = N_("Every element counted with the factor 1/n: each one gets the nth part of the gradient.")
LARGEST = N_("Only the element that was chosen moves the result: it gets the gradient, all others get 0.")
LARGER = N_("The gradient goes to the one that was chosen in each place; where both are equal, each gets half.")
MATRICES = N_("Each factor gets the gradient times the other factor, transposed.")
STEPS = N_("The result moves in steps: it does not change for small changes of the input, so the gradient is 0.")
DIFFERENCE = N_("The gradient is the slope of the loss at the difference of prediction and target.")
CHOSEN = N_(
    "The gradient goes where the value was taken from: to one place for the condition's yes, to the other for no."
)

_ONE_OF = "torch.zeros_like({a}).scatter({dim}, {kept_indices}, {kept})"

ROWS: tuple[RuleRow, ...] = (
    RuleRow("AddBackward0", ADDS, ("{g}", "{g} * {alpha}"), True),
    RuleRow(
        "SubBackward0",
        N_("The first gets the gradient unchanged, what was taken away gets it with the opposite sign."),
        ("{g}", "-{g} * {alpha}"),
        True,
    ),
    RuleRow("RsubBackward1", N_("What was taken away gets the gradient with the opposite sign."), ("-{g} * {alpha}",)),
    RuleRow(
        "MulBackward0", N_("Each factor gets the gradient times the other factor."), ("{g} * {b}", "{g} * {a}"), True
    ),
    RuleRow(
        "DivBackward0",
        N_("The numerator gets the gradient divided by the denominator; the denominator gets −g·a/b²."),
        ("{g} / {b}", "-{g} * {a} / {b} ** 2"),
        True,
    ),
    RuleRow(
        "PowBackward0",
        N_("Power rule: the exponent comes down, and the new exponent is smaller by 1."),
        ("{g} * {exponent} * {a} ** {exponent_less}",),
    ),
    RuleRow(
        "PowBackward1",
        N_("The base follows the power rule; the exponent gets aᵇ·log a."),
        ("{g} * {b} * {a} ** ({b} - 1)", "{g} * {out} * torch.log({a})"),
        True,
    ),
    RuleRow(
        "PowBackward2",
        N_("An exponential function: its slope is itself times the logarithm of the base."),
        ("{g} * {out} * math.log({self})",),
    ),
    RuleRow("NegBackward0", N_("The sign turns around."), ("-{g}",)),
    RuleRow(
        "AbsBackward0",
        N_("Where the input was negative, the sign turns around; at 0 the gradient is 0."),
        ("{g} * torch.sign({a})",),
    ),
    RuleRow("ExpBackward0", N_("The slope of exp is exp itself."), ("{g} * {out}",)),
    RuleRow("Expm1Backward0", N_("The slope of exp is exp itself."), ("{g} * ({out} + 1)",)),
    RuleRow("LogBackward0", N_("The slope of log is 1/x: close to 0 it grows without bound."), ("{g} / {a}",)),
    RuleRow(
        "Log2Backward0",
        N_("The slope of a logarithm is 1/x, divided by the logarithm of its base."),
        ("{g} / ({a} * math.log(2))",),
    ),
    RuleRow(
        "Log10Backward0",
        N_("The slope of a logarithm is 1/x, divided by the logarithm of its base."),
        ("{g} / ({a} * math.log(10))",),
    ),
    RuleRow("Log1PBackward0", N_("The slope of log(1 + x) is 1/(1 + x)."), ("{g} / ({a} + 1)",)),
    RuleRow("SqrtBackward0", N_("The slope of the root is 1/(2√x): at 0 it is infinite."), ("{g} / (2 * {out})",)),
    RuleRow("RsqrtBackward0", N_("The slope of 1/√x is −1/(2x√x)."), ("-0.5 * {g} * {out} ** 3",)),
    RuleRow("ReciprocalBackward0", N_("The slope of 1/x is −1/x²."), ("-{g} * {out} ** 2",)),
    RuleRow("SinBackward0", N_("The slope of sin is cos."), ("{g} * torch.cos({a})",)),
    RuleRow("CosBackward0", N_("The slope of cos is −sin."), ("-{g} * torch.sin({a})",)),
    RuleRow("TanBackward0", N_("The slope of tan is 1 + tan²."), ("{g} * (1 + {out} ** 2)",)),
    RuleRow("AsinBackward0", N_("The slope of asin is 1/√(1 − x²)."), ("{g} / torch.sqrt(1 - {a} ** 2)",)),
    RuleRow("AcosBackward0", N_("The slope of acos is −1/√(1 − x²)."), ("-{g} / torch.sqrt(1 - {a} ** 2)",)),
    RuleRow("AtanBackward0", N_("The slope of atan is 1/(1 + x²)."), ("{g} / (1 + {a} ** 2)",)),
    RuleRow("SinhBackward0", N_("The slope of sinh is cosh."), ("{g} * torch.cosh({a})",)),
    RuleRow("CoshBackward0", N_("The slope of cosh is sinh."), ("{g} * torch.sinh({a})",)),
    RuleRow(
        "TanhBackward0",
        N_("The slope of tanh is 1 − tanh²: at most 1, and almost 0 where tanh is saturated."),
        ("{g} * (1 - {out} ** 2)",),
    ),
    RuleRow(
        "SigmoidBackward0",
        N_("The slope of the sigmoid is σ·(1 − σ): at most 1/4, and almost 0 where it is saturated."),
        ("{g} * {out} * (1 - {out})",),
    ),
    RuleRow(
        "ReluBackward0",
        N_("Where the input was positive, the gradient passes; elsewhere it is 0."),
        ("{g} * ({out} > 0)",),
    ),
    RuleRow(
        "LeakyReluBackward0",
        N_("Where the input was positive, the gradient passes; elsewhere a small part of it does."),
        ("torch.where({a} > 0, {g}, {g} * {negative_slope})",),
    ),
    RuleRow(
        "EluBackward0",
        N_("Where the input was positive, the gradient passes; elsewhere it is damped by α·exp(x)."),
        ("torch.where({a} > 0, {g}, {g} * {alpha} * torch.exp({a}))",),
    ),
    RuleRow("SoftplusBackward0", N_("The slope of softplus is the sigmoid."), ("{g} * torch.sigmoid({a} * {beta})",)),
    RuleRow(
        "SiluBackward0",
        N_("The product rule on x·σ(x)."),
        ("{g} * torch.sigmoid({a}) * (1 + {a} * (1 - torch.sigmoid({a})))",),
    ),
    RuleRow(
        "GeluBackward0",
        N_("The product rule on x·Φ(x), Φ being the normal distribution."),
        ("{g} * (0.5 * (1 + torch.erf({a} / 2 ** 0.5)) + {a} * torch.exp(-{a} ** 2 / 2) / (2 * math.pi) ** 0.5)",),
    ),
    RuleRow("LogSigmoidBackward0", N_("The slope of log σ(x) is σ(−x)."), ("{g} * torch.sigmoid(-{a})",)),
    RuleRow(
        "HardtanhBackward0",
        N_("Within the bounds the gradient passes; outside it is 0."),
        ("{g} * (({a} > {min_val}) & ({a} < {max_val}))",),
    ),
    RuleRow(
        "ErfBackward0", N_("The slope of erf is 2/√π · exp(−x²)."), ("{g} * 2 / math.pi ** 0.5 * torch.exp(-{a} ** 2)",)
    ),
    RuleRow("ClampBackward1", N_("Within the bounds the gradient passes; outside it is 0."), ("{g} * ({a} == {out})",)),
    RuleRow("FloorBackward0", STEPS, ("{g} * 0",)),
    RuleRow("CeilBackward0", STEPS, ("{g} * 0",)),
    RuleRow("RoundBackward0", STEPS, ("{g} * 0",)),
    RuleRow("SignBackward0", STEPS, ("{g} * 0",)),
    RuleRow("SumBackward0", SPREADS, ("{g}.expand_as({a})",)),
    RuleRow("SumBackward1", SPREADS, ("{kept}.expand_as({a})",)),
    RuleRow("MeanBackward0", AVERAGES, ("{g}.expand_as({a}) / {total}",)),
    RuleRow("MeanBackward1", AVERAGES, ("{kept}.expand_as({a}) / {count}",)),
    RuleRow(
        "ProdBackward0", N_("Each factor gets the gradient times the product of all others."), ("{g} * {out} / {a}",)
    ),
    RuleRow(
        "ProdBackward1",
        N_("Each factor gets the gradient times the product of all others."),
        ("{kept} * {kept_out} / {a}",),
    ),
    RuleRow(
        "VarBackward0",
        N_("Each element gets twice its distance from the mean, divided by n − 1."),
        ("{kept} * 2 * ({a} - {a}.mean({dim}, keepdim=True)) / ({count} - 1)",),
    ),
    RuleRow(
        "StdBackward0",
        N_("Each element gets its distance from the mean, divided by (n − 1) times the standard deviation."),
        ("{kept} * ({a} - {a}.mean({dim}, keepdim=True)) / (({count} - 1) * {kept_out})",),
    ),
    RuleRow(
        "LinalgVectorNormBackward0",
        N_("The length grows fastest along the vector itself: the gradient is the vector, divided by its length."),
        ("{kept} * {a} / {kept_out}",),
    ),
    RuleRow("MaxBackward0", LARGEST, (_ONE_OF,)),
    RuleRow("MinBackward0", LARGEST, (_ONE_OF,)),
    RuleRow("MaxBackward1", LARGEST, ("{g} * ({a} == {out}) / ({a} == {out}).sum()",)),
    RuleRow("MinBackward1", LARGEST, ("{g} * ({a} == {out}) / ({a} == {out}).sum()",)),
    RuleRow("AmaxBackward0", LARGEST, ("{kept} * ({a} == {kept_out}) / ({a} == {kept_out}).sum({dim}, keepdim=True)",)),
    RuleRow("AminBackward0", LARGEST, ("{kept} * ({a} == {kept_out}) / ({a} == {kept_out}).sum({dim}, keepdim=True)",)),
    RuleRow(
        "MaximumBackward0",
        LARGER,
        ("{g} * (({a} > {b}) + 0.5 * ({a} == {b}))", "{g} * (({b} > {a}) + 0.5 * ({a} == {b}))"),
        True,
    ),
    RuleRow(
        "MinimumBackward0",
        LARGER,
        ("{g} * (({a} < {b}) + 0.5 * ({a} == {b}))", "{g} * (({b} < {a}) + 0.5 * ({a} == {b}))"),
        True,
    ),
    RuleRow(
        "CumsumBackward0",
        N_("Each element is in all sums from its place on: it gets the sum of their gradients."),
        ("{g}.flip({dim}).cumsum({dim}).flip({dim})",),
    ),
    RuleRow(
        "LogsumexpBackward0", N_("The gradient of logsumexp is softmax."), ("{kept} * torch.exp({a} - {kept_out})",)
    ),
    RuleRow(
        "SoftmaxBackward0",
        N_("Raising one logit lowers the other probabilities: each gets σ·(g − Σ g·σ)."),
        ("{out} * ({g} - ({g} * {out}).sum({dim}, keepdim=True))",),
    ),
    RuleRow(
        "LogSoftmaxBackward0",
        N_("Each logit gets its gradient less its probability times the sum of all gradients."),
        ("{g} - torch.exp({out}) * {g}.sum({dim}, keepdim=True)",),
    ),
    RuleRow("MmBackward0", MATRICES, ("{g} @ {b}.T", "{a}.T @ {g}")),
    RuleRow("BmmBackward0", MATRICES, ("{g} @ {b}.mT", "{a}.mT @ {g}")),
    RuleRow(
        "MvBackward0",
        N_(
            "The matrix gets the outer product of gradient and vector, the vector gets the "
            "transposed matrix times the gradient."
        ),
        ("torch.outer({g}, {b})", "{a}.T @ {g}"),
    ),
    RuleRow("DotBackward0", N_("Each vector gets the gradient times the other vector."), ("{g} * {b}", "{g} * {a}")),
    RuleRow(
        "AddmmBackward0",
        N_("A linear layer: the bias gets the gradient, each factor gets it times the other factor, transposed."),
        ("{g}", "{g} @ {c}.T", "{b}.T @ {g}"),
        True,
    ),
    RuleRow("TBackward0", ORDER, ("{g}.T",)),
    RuleRow("TransposeBackward0", ORDER, ("{g}.transpose({dim0}, {dim1})",)),
    RuleRow("PermuteBackward0", ORDER, ("{g}.permute({inverse})",)),
    RuleRow("FlipBackward0", ORDER, ("{g}.flip({dims})",)),
    RuleRow("RollBackward0", ORDER, ("{g}.roll({back}, {dims})",)),
    RuleRow("ViewBackward0", FORM, ("{g}.reshape({a}.shape)",)),
    RuleRow("UnsafeViewBackward0", FORM, ("{g}.reshape({a}.shape)",)),
    RuleRow("ReshapeAliasBackward0", FORM, ("{g}.reshape({a}.shape)",)),
    RuleRow("SqueezeBackward0", FORM, ("{g}.reshape({a}.shape)",)),
    RuleRow("SqueezeBackward1", FORM, ("{g}.reshape({a}.shape)",)),
    RuleRow("UnsqueezeBackward0", FORM, ("{g}.reshape({a}.shape)",)),
    RuleRow(
        "ExpandBackward0",
        N_("One element stood in many places: it gets the sum of their gradients."),
        ("{g}.sum_to_size({a}.shape)",),
    ),
    RuleRow("RepeatBackward0", N_("One element stood in many places: it gets the sum of their gradients.")),
    RuleRow("SelectBackward0", PART, ("torch.zeros_like({a}).select_scatter({g}, {dim}, {index})",)),
    RuleRow("SliceBackward0", PART, ("torch.zeros_like({a}).slice_scatter({g}, {dim}, {start}, {end}, {step})",)),
    RuleRow("IndexBackward0", PART),
    RuleRow("DiagonalBackward0", PART),
    RuleRow("DiagonalBackward0_copy", PART),
    RuleRow("TrilBackward0", PART, ("{g}.tril({diagonal})",)),
    RuleRow("TriuBackward0", PART, ("{g}.triu({diagonal})",)),
    RuleRow("IndexSelectBackward0", PART, ("torch.zeros_like({a}).index_add({dim}, {index}, {g})",)),
    RuleRow("GatherBackward0", PART, ("torch.zeros_like({a}).scatter_add({dim}, {index}, {g})",)),
    RuleRow("SortBackward0", ORDER, ("torch.zeros_like({a}).scatter({dim}, {indices}, {g})",)),
    RuleRow("TopkBackward0", PART, ("torch.zeros_like({a}).scatter({dim}, {indices}, {g})",)),
    RuleRow(
        "EmbeddingBackward0",
        N_("Each row of the table gets the sum of the gradients of the places where it was looked up."),
        ("torch.zeros_like({a}).index_add(0, {indices}.flatten(), {g}.flatten(0, -2))",),
    ),
    RuleRow(
        "SplitBackward0", N_("The gradients of the pieces are joined again; a piece that was not used counts as 0.")
    ),
    RuleRow(
        "SplitWithSizesBackward0",
        N_("The gradients of the pieces are joined again; a piece that was not used counts as 0."),
    ),
    RuleRow(
        "UnbindBackward0", N_("The gradients of the pieces are joined again; a piece that was not used counts as 0.")
    ),
    RuleRow("CatBackward0", N_("Each tensor gets its own piece of the gradient.")),
    RuleRow("StackBackward0", N_("Each tensor gets its own piece of the gradient."), ("{g}.select({dim}, {place})",)),
    RuleRow("WhereBackward0", CHOSEN, ("torch.where({condition}, {g}, 0)", "torch.where({condition}, 0, {g})"), True),
    RuleRow(
        "MaskedFillBackward0",
        N_("Where it was filled, the old value no longer counts: the gradient there is 0."),
        ("{g}.masked_fill({mask}, 0)",),
    ),
    RuleRow("CloneBackward0", PASSES, ("{g}",)),
    RuleRow("AliasBackward0", PASSES, ("{g}",)),
    RuleRow(
        "ToCopyBackward0",
        N_("Only the dtype was changed: the gradient gets the dtype of the input."),
        ("{g}.to({a}.dtype)",),
    ),
    RuleRow("CopyBackwards", PASSES, ("{g} * 0", "{g}")),
    RuleRow(
        "CopySlices",
        N_("A part was overwritten: there the gradient goes to what was written, and what was overwritten gets 0."),
    ),
    RuleRow("ZeroBackward0", N_("What was overwritten no longer counts: its gradient is 0."), ("{g} * 0",)),
    RuleRow("FillBackward0", N_("What was overwritten no longer counts: its gradient is 0."), ("{g} * 0",)),
    RuleRow(
        "MseLossBackward0",
        N_("The gradient of the mean squared error is 2·(prediction − target)/n."),
        ("{g} * 2 * ({a} - {b}) / {loss_count}", "{g} * 2 * ({b} - {a}) / {loss_count}"),
    ),
    RuleRow(
        "SmoothL1LossBackward0",
        DIFFERENCE,
        (
            "{g} * (({a} - {b}) / {beta}).clamp(-1, 1) / {loss_count}",
            "{g} * (({b} - {a}) / {beta}).clamp(-1, 1) / {loss_count}",
        ),
    ),
    RuleRow(
        "HuberLossBackward0",
        DIFFERENCE,
        (
            "{g} * ({a} - {b}).clamp(-{delta}, {delta}) / {loss_count}",
            "{g} * ({b} - {a}).clamp(-{delta}, {delta}) / {loss_count}",
        ),
    ),
    RuleRow(
        "BinaryCrossEntropyBackward0",
        N_("The gradient is (p − y)/(p·(1 − p)): huge where a wrong answer was given with certainty."),
        ("{g} * ({a} - {b}) / ({a} * (1 - {a})) / {loss_count}",),
    ),
    RuleRow(
        "BinaryCrossEntropyWithLogitsBackward0",
        N_("Sigmoid and cross entropy together: what is left is probability less target."),
        ("{g} * (torch.sigmoid({a}) - {b}) / {loss_count}",),
    ),
    RuleRow(
        "NllLossBackward0",
        N_("Only the log-probability of the right class counts: it gets −g/n, all others get 0."),
        ("-{g} * torch.nn.functional.one_hot({target}, {a}.shape[-1]) / {loss_count}",),
    ),
    RuleRow(
        "ConvolutionBackward0",
        N_(
            "The input gets the gradient, slid over by the turned kernel; the kernel gets the sum "
            "over all places of gradient times the input there."
        ),
    ),
    RuleRow("MaxPool2DWithIndicesBackward0", N_("Only the largest element of each window gets the gradient.")),
    RuleRow("AvgPool2DBackward0", AVERAGES),
    RuleRow(
        "NativeLayerNormBackward0",
        N_(
            "Mean and spread are made of the inputs too: the gradient loses the part that would only "
            "shift or stretch all of them."
        ),
    ),
    RuleRow(
        "NativeBatchNormBackward0",
        N_(
            "Mean and spread are made of the inputs too: the gradient loses the part that would only "
            "shift or stretch all of them."
        ),
    ),
)

LEAF = N_("A leaf: what arrives is added to its .grad.")
RULES = {row.operation: row for row in ROWS}
