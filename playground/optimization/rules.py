"""What each optimizer computes in a step, as formulas. The tests work them out and compare with what PyTorch did.

The formulas follow the documentation of torch.optim and, where that leaves something open, its source. Where several
lines have the same name, the last one that applies counts for what comes after it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Line:
    """A name and what it is, in Python's notation.

    Names: ``w`` the weights, ``g`` the gradient, ``t`` the number of the step, from 1; settings by their own names,
    parts of pairs with 1 and 2 (``beta1``); ``m_prev`` what ``m`` was after the step before; ``w_next`` the weights
    after the step.

    Attributes:
        when: Settings that must be on (``momentum``), off (``!nesterov``) or a word (``fn=word``), with spaces between.
    """

    name: str
    formula: str
    when: str = ""


@dataclass(frozen=True)
class Rule:
    """The formulas of an optimizer.

    Attributes:
        states: Names in the formulas, and what the optimizer calls them in its ``state``.
        begin: What states are before the first step, where that is not 0: a setting's name, or a number.
    """

    lines: tuple[Line, ...]
    states: Mapping[str, str] = field(default_factory=dict)
    begin: Mapping[str, str | float] = field(default_factory=dict)


_UPHILL = Line("g", "-g", "maximize")
_DECAY = Line("g", "g + weight_decay * w", "weight_decay")
_SHRINK = Line("w", "w - lr * weight_decay * w", "weight_decay")
_COUPLED = (
    Line("g", "g + weight_decay * w", "weight_decay !decoupled_weight_decay"),
    Line("w", "w - lr * weight_decay * w", "weight_decay decoupled_weight_decay"),
)
_MEAN = Line("m", "beta1 * m_prev + (1 - beta1) * g")
_SQUARES = Line("v", "beta2 * v_prev + (1 - beta2) * g**2")
_MEANS = {"m": "exp_avg", "v": "exp_avg_sq"}
_ADAM = (
    _MEAN,
    _SQUARES,
    Line("u", "max(u_prev, v)", "amsgrad"),
    Line("m_hat", "m / (1 - beta1**t)"),
    Line("v_hat", "u / (1 - beta2**t)", "amsgrad"),
    Line("v_hat", "v / (1 - beta2**t)", "!amsgrad"),
    Line("w_next", "w - lr * m_hat / (sqrt(v_hat) + eps)"),
)

RULES: Mapping[str, Rule] = {
    "SGD": Rule(
        (
            _UPHILL,
            _DECAY,
            Line("b", "g if t == 1 else momentum * b_prev + (1 - dampening) * g", "momentum"),
            Line("d", "g + momentum * b", "momentum nesterov"),
            Line("w_next", "w - lr * d", "momentum nesterov"),
            Line("w_next", "w - lr * b", "momentum !nesterov"),
            Line("w_next", "w - lr * g", "!momentum"),
        ),
        {"b": "momentum_buffer"},
    ),
    "Adam": Rule((_UPHILL, *_COUPLED, *_ADAM), {**_MEANS, "u": "max_exp_avg_sq"}),
    "AdamW": Rule((_UPHILL, _SHRINK, *_ADAM), {**_MEANS, "u": "max_exp_avg_sq"}),
    "NAdam": Rule(
        (
            _UPHILL,
            *_COUPLED,
            Line("mu", "beta1 * (1 - 0.5 * 0.96**(t * momentum_decay))"),
            Line("mu_next", "beta1 * (1 - 0.5 * 0.96**((t + 1) * momentum_decay))"),
            Line("p", "p_prev * mu"),
            _MEAN,
            _SQUARES,
            Line("v_hat", "v / (1 - beta2**t)"),
            Line("m_hat", "(1 - mu) / (1 - p) * g + mu_next / (1 - p * mu_next) * m"),
            Line("w_next", "w - lr * m_hat / (sqrt(v_hat) + eps)"),
        ),
        {**_MEANS, "p": "mu_product"},
        {"p": 1.0},
    ),
    "RAdam": Rule(
        (
            _UPHILL,
            *_COUPLED,
            _MEAN,
            _SQUARES,
            Line("m_hat", "m / (1 - beta1**t)"),
            Line("v_hat", "v / (1 - beta2**t)"),
            Line("rho_inf", "2 / (1 - beta2) - 1"),
            Line("rho", "rho_inf - 2 * t * beta2**t / (1 - beta2**t)"),
            Line(
                "r",
                "sqrt((rho - 4) * (rho - 2) * rho_inf / ((rho_inf - 4) * (rho_inf - 2) * rho)) if rho > 5 else 0",
            ),
            Line(
                "w_next",
                "w - lr * m_hat * r * sqrt(1 - beta2**t) / (sqrt(v) + eps) if rho > 5 else w - lr * m_hat",
            ),
        ),
        _MEANS,
    ),
    "RMSprop": Rule(
        (
            _UPHILL,
            _DECAY,
            Line("v", "alpha * v_prev + (1 - alpha) * g**2"),
            Line("a", "alpha * a_prev + (1 - alpha) * g", "centered"),
            Line("d", "g / (sqrt(v - a**2) + eps)", "centered"),
            Line("d", "g / (sqrt(v) + eps)", "!centered"),
            Line("b", "momentum * b_prev + d", "momentum"),
            Line("w_next", "w - lr * b", "momentum"),
            Line("w_next", "w - lr * d", "!momentum"),
        ),
        {"v": "square_avg", "a": "grad_avg", "b": "momentum_buffer"},
    ),
    "Adagrad": Rule(
        (
            _UPHILL,
            _DECAY,
            Line("s", "s_prev + g**2"),
            Line("lr_now", "lr / (1 + (t - 1) * lr_decay)", "lr_decay"),
            Line("w_next", "w - lr_now * g / (sqrt(s) + eps)", "lr_decay"),
            Line("w_next", "w - lr * g / (sqrt(s) + eps)", "!lr_decay"),
        ),
        {"s": "sum"},
        {"s": "initial_accumulator_value"},
    ),
    "Adadelta": Rule(
        (
            _UPHILL,
            _DECAY,
            Line("v", "rho * v_prev + (1 - rho) * g**2"),
            Line("d", "sqrt(a_prev + eps) / sqrt(v + eps) * g"),
            Line("a", "rho * a_prev + (1 - rho) * d**2"),
            Line("w_next", "w - lr * d"),
        ),
        {"v": "square_avg", "a": "acc_delta"},
    ),
    "Adamax": Rule(
        (
            _UPHILL,
            _DECAY,
            _MEAN,
            Line("u", "max(beta2 * u_prev, abs(g) + eps)"),
            Line("w_next", "w - lr / (1 - beta1**t) * m / u"),
        ),
        {"m": "exp_avg", "u": "exp_inf"},
    ),
    "Adafactor": Rule(
        (
            _UPHILL,
            Line("k", "t**beta2_decay"),
            Line("alpha", "max(0.001, rms(w)) * min(lr, 1 / sqrt(t))"),
            _SHRINK,
            Line("v", "(1 - k) * v_prev + k * g**2"),
            Line("u", "g / sqrt(v)"),
            Line("w_next", "w - alpha * u / max(1, rms(u) / d)"),
        ),
        {"v": "variance"},
    ),
    "ASGD": Rule(
        (
            _UPHILL,
            _DECAY,
            Line("w_next", "w - lambd * eta_prev * w - eta_prev * g"),
            Line("a", "a_prev + mu_prev * (w_next - a_prev)"),
            Line("eta", "lr / (1 + lambd * lr * t)**alpha"),
            Line("mu", "1 / max(1, t - t0)"),
        ),
        {"eta": "eta", "mu": "mu", "a": "ax"},
        {"eta": "lr", "mu": 1.0},
    ),
    "Rprop": Rule(
        (
            _UPHILL,
            Line("f", "etas2 if g * g_prev > 0 else etas1 if g * g_prev < 0 else 1"),
            Line("s", "min(max(s_prev * f, step_sizes1), step_sizes2)"),
            Line("g", "0 if g * g_prev < 0 else g"),
            Line("w_next", "w - s * sign(g)"),
        ),
        {"g": "prev", "s": "step_size"},
        {"s": "lr"},
    ),
    "Muon": Rule(
        (
            Line("b", "momentum * b_prev + (1 - momentum) * g"),
            Line("u", "(1 - momentum) * g + momentum * b", "nesterov"),
            Line("o", "orthogonal(u)", "nesterov"),
            Line("o", "orthogonal(b)", "!nesterov"),
            _SHRINK,
            Line("w_next", "w - lr * 0.2 * sqrt(2) * o", "adjust_lr_fn=match_rms_adamw"),
            Line("w_next", "w - lr * sqrt(0.5) * o", "adjust_lr_fn=spectral_unclamped"),
            Line("w_next", "w - lr * o", "adjust_lr_fn=original"),
            Line("w_next", "w - lr * o", "adjust_lr_fn=None"),
        ),
        {"b": "momentum_buffer"},
    ),
}
