"""What is worked out from several numbers, with the numbers in it: ``4×2 + 5×5``, ``exp(4) ÷ (exp(4) + exp(2))``.

A formula gives its text together with what it comes to. A text is shown only where that is PyTorch's number: so a
setting that no formula knows, or a sum that rounding has spoilt, leaves no wrong text.
"""

import math
import operator
import statistics
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from playground.program.origins.terms import Terms, number, signed

Worked = tuple[str, Any]
Formula = Callable[[Terms], Worked]


# Sums, products, means


def _sum(terms: Terms) -> Worked:
    return terms.together.written(), sum(terms.together.values[0])


def _prod(terms: Terms) -> Worked:
    return terms.together.written(sign=" × "), math.prod(terms.together.values[0])


def _single_product(terms: Terms) -> Worked:
    return " × ".join(text for [text] in terms.texts), math.prod(value for [value] in terms.values)


def _mean(terms: Terms) -> Worked:
    text, total = _sum(terms)
    count = sum(map(len, terms.values))
    return f"({text}) ÷ {count}", total / count


def _without_nan(formula: Formula) -> Formula:
    def of_the_rest(terms: Terms) -> Worked:
        [values], [texts] = terms.values, terms.texts
        kept = [place for place, value in enumerate(values) if not math.isnan(value)]
        return formula(Terms([[values[i] for i in kept]], [[texts[i] for i in kept]], terms.own, terms.settings))

    return of_the_rest


def _products(terms: Terms) -> Worked:
    first, second = terms.values
    return terms.written("{}×{}"), sum(map(operator.mul, first, second))


def _products_after(terms: Terms) -> Worked:
    """A number and then products: `addmm`."""
    text, total = _products(terms.part(1, 2))
    [value], [first] = terms.values[0], terms.texts[0]
    return f"{first} + {text}", value + total


def _products_before(terms: Terms) -> Worked:
    """Products and then a number: `linear`."""
    text, total = _products(terms.part(0, 1))
    [value], [last] = terms.values[2], terms.texts[2]
    return f"{text} + {last}", total + value


def _crosswise(template: str, sign: int) -> Formula:
    """Four numbers: the product of the outer ones and that of the inner ones, one minus the other."""

    def formula(terms: Terms) -> Worked:
        a, b, c, d = terms.together.values[0]
        return template.format(*terms.together.texts[0]), sign * (a * d - b * c)

    return formula


def _difference(terms: Terms) -> Worked:
    [(before, after)], [(first, second)] = terms.values, terms.texts
    return f"{second} − {first}", after - before


# Spread and length


def _variance(terms: Terms, correction: int) -> Worked:
    [values] = terms.values
    mean, count = statistics.fmean(values), len(values) - correction
    text = terms.written(f"({{}} − {signed(mean)})²")
    return f"({text}) ÷ {count}", sum((value - mean) ** 2 for value in values) / count


def _deviation(terms: Terms, correction: int) -> Worked:
    text, variance = _variance(terms, correction)
    return f"√({text})", math.sqrt(variance)


def _standardised(terms: Terms) -> Worked:
    """A number minus the mean, divided by the standard deviation: `layer_norm`."""
    values, mean = terms.values[0], statistics.fmean(terms.values[0])
    variance, eps = statistics.pvariance(values, mean), terms.settings.get("eps", "1e-05")
    text = f"({terms.own[1]} − {signed(mean)}) ÷ √({number(variance)} + {eps.replace('-', '−')})"
    value = (terms.own[0] - mean) / math.sqrt(variance + float(eps))
    if len(terms.values) == 1:
        return text, value
    [[weight], [bias]], [[by], [and_then]] = terms.values[1:], terms.texts[1:]
    return f"{text} × {by} + {and_then}", value * weight + bias


def _length(terms: Terms) -> Worked:
    terms = terms.together
    return f"√({terms.written('{}²')})", math.hypot(*terms.values[0])


def _absolute_sum(terms: Terms) -> Worked:
    terms = terms.together
    return terms.written("|{}|"), sum(map(abs, terms.values[0]))


def _absolute_max(terms: Terms) -> Worked:
    terms = terms.together
    return f"max({terms.written('|{}|', ', ')})", max(map(abs, terms.values[0]))


def _distance(terms: Terms) -> Worked:
    return f"√({terms.written('({} − {})²')})", math.dist(*terms.values)


def _normalised(terms: Terms) -> Worked:
    text, length = _length(terms)
    return f"{terms.own[1]} ÷ {text}", terms.own[0] / length


def _cosine(terms: Terms) -> Worked:
    text, total = _products(terms)
    (first, one), (second, other) = _length(terms.part(0)), _length(terms.part(1))
    return f"({text}) ÷ ({first} × {second})", total / one / other


# Exponentials


def _logsumexp(terms: Terms) -> Worked:
    return f"log({terms.written('exp({})')})", math.log(sum(map(math.exp, terms.values[0])))


def _softmax(terms: Terms) -> Worked:
    value, text = terms.own
    return f"exp({text}) ÷ ({terms.written('exp({})')})", math.exp(value) / sum(map(math.exp, terms.values[0]))


def _log_softmax(terms: Terms) -> Worked:
    text, value = _logsumexp(terms)
    return f"{terms.own[1]} − {text}", terms.own[0] - value


# Losses


def _squares(terms: Terms) -> Worked:
    return terms.written("({} − {})²"), sum((a - b) ** 2 for a, b in zip(*terms.values, strict=True))


def _absolutes(terms: Terms) -> Worked:
    return terms.written("|{} − {}|"), sum(abs(a - b) for a, b in zip(*terms.values, strict=True))


def _minus_sum(terms: Terms) -> Worked:
    text, total = _sum(terms)
    return f"−({text})", -total


def _shared(formula: Formula) -> Formula:
    """Return a formula divided by the count of its terms."""

    def divided(terms: Terms) -> Worked:
        text, value = formula(terms)
        return f"{text if text.startswith('−(') else f'({text})'} ÷ {len(terms.values[0])}", value / len(
            terms.values[0]
        )

    return divided


# What has no signs of its own: the function's name before the numbers


def _named(name: str, function: Callable[[list[Any]], Any]) -> Formula:
    def formula(terms: Terms) -> Worked:
        return f"{name}({terms.together.written(sign=', ')})", function(terms.together.values[0])

    return formula


def _among(terms: Terms) -> Worked:
    ([value], values), ([text], _) = terms.values, terms.texts
    return f"{text} in {{{terms.part(1).written(sign=', ')}}}", value in values


# For each output of a function the formulas that may fit. The name is that of `FunctionRow.arithmetic`; where a row has
# none, the function's own.

_SUM = (_sum,)
_PRODUCTS = (_products, _products_after, _products_before)
_NORM = (_length, _absolute_sum, _absolute_max)
_VARIANCE = tuple(partial(_variance, correction=correction) for correction in (1, 0))
_DEVIATION = tuple(partial(_deviation, correction=correction) for correction in (1, 0))
_MAX, _ARGMAX = (_named("max", max),), (_named("argmax", lambda values: values.index(max(values))),)
_MIN, _ARGMIN = (_named("min", min),), (_named("argmin", lambda values: values.index(min(values))),)

FORMULAS: Mapping[str, tuple[tuple[Formula, ...], ...]] = {
    "sum": (_SUM,),
    "prod": ((_prod,),),
    "mean": ((_mean,),),
    "nansum": ((_without_nan(_sum),),),
    "nanmean": ((_without_nan(_mean),),),
    "max": (_MAX, _ARGMAX),
    "min": (_MIN, _ARGMIN),
    "argmax": (_ARGMAX,),
    "argmin": (_ARGMIN,),
    "aminmax": (_MIN, _MAX),
    "median": ((_named("median", statistics.median_low),),),
    "mode": ((_named("mode", lambda values: min(statistics.multimode(values))),),),
    "all": ((_named("all", all),),),
    "any": ((_named("any", any),),),
    "count_nonzero": ((_named("count_nonzero", lambda values: sum(map(bool, values))),),),
    "isin": ((_among,),),
    "std": (_DEVIATION,),
    "var": (_VARIANCE,),
    "std_mean": (_DEVIATION, (_mean,)),
    "var_mean": (_VARIANCE, (_mean,)),
    "norm": (_NORM,),
    "dist": ((_distance,),),
    "cdist": ((_distance,),),
    "normalize": ((_normalised,),),
    "cosine_similarity": ((_cosine,),),
    "logsumexp": ((_logsumexp,),),
    "softmax": ((_softmax,),),
    "log_softmax": ((_log_softmax,),),
    "layer_norm": ((_standardised,),),
    "batch_norm": ((_standardised,),),
    "diff": ((_difference,),),
    "scatter_add": (_SUM,),
    "scatter_add_": (_SUM,),
    "index_add": (_SUM,),
    "products": (_PRODUCTS,),
    "einsum": ((_products, _sum, _single_product),),
    "tensordot": (_PRODUCTS,),
    "addmm": (_PRODUCTS,),
    "addmv": (_PRODUCTS,),
    "baddbmm": (_PRODUCTS,),
    "linear": (_PRODUCTS,),
    "conv1d": (_PRODUCTS,),
    "conv2d": (_PRODUCTS,),
    "cross": ((_crosswise("{0}×{3} − {1}×{2}", 1), _crosswise("{1}×{2} − {0}×{3}", -1)),),
    "det": ((_crosswise("{0}×{3} − {1}×{2}", 1),),),
    "mse_loss": ((_shared(_squares), _squares),),
    "l1_loss": ((_shared(_absolutes), _absolutes),),
    "nll_loss": ((_shared(_minus_sum), _minus_sum),),
}
