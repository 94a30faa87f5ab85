"""Which mistake is which: PyTorch's words on the left, the rule that looks at the operation on the right.

The words only tell the family; what clashes is worked out from the operation itself. The first rule that finds
something is taken. Wordings of PyTorch 2.11 to 2.15, and those of its fake tensors, are meant to be known.
"""

import re
from collections.abc import Callable

from playground.program.explain import (
    algebra,
    arguments,
    bounds,
    broadcasting,
    devices,
    dims,
    dtypes,
    expanding,
    gradients,
    indices,
    joining,
    matrices,
    names,
    networks,
    ranks,
    selecting,
    sizes,
    truth,
    values,
)
from playground.program.explain.mistake import Mistake
from playground.program.explain.records import Finding

Rule = Callable[[Mistake, "re.Match[str]"], Finding | None]

RULES: tuple[tuple[str, Rule], ...] = (
    # gradients
    (r"leaf Variable that requires grad is being used in an in-place", gradients.leaf),
    (r"grad can be implicitly created only for scalar", gradients.not_scalar),
    (r"backward through the graph a second time", gradients.second_time),
    (r"does not require grad and does not have a grad_fn|Tensors does not require grad|can't retain_grad",
     gradients.without_graph),
    (r"Can't call numpy\(\) on Tensor that requires grad", gradients.to_numpy),
    (r"modified by an inplace operation", gradients.overwritten),
    (r"more than one element of the written-to tensor refers to a single memory", gradients.overlapping),
    (r"only change requires_grad flags of leaf", gradients.flag),
    (r"Mismatch in shape: grad_output|attempting to assign a gradient of size|assigned grad has data of a diff",
     gradients.wrong_gradient),
    (r"appears? to not have been used in the graph", gradients.unused),
    (r"'NoneType'", gradients.none_yet),
    # devices
    (r"Found no NVIDIA driver|not compiled with CUDA|No CUDA GPUs are available|invalid device ordinal|CUDA error",
     devices.no_gpu),
    (r"Expected one of .* device type at start of device string: (?P<name>\w+)", devices.unknown),
    (r"Invalid device string: '(?P<name>[^']*)'", devices.unknown),
    (r"Cannot copy out of meta tensor|cannot be called on meta tensors", devices.without_values),
    (r"on the same device|is not on the expected device", devices.different),
    # axes
    (r"Dimension out of range \(expected to be in range of \[(-?\d+), (-?\d+)\], but got (-?\d+)\)", dims.dim),
    (r"Dimension specified as (-?\d+) but tensor has no dimensions", dims.none),
    (r"dim (\d+) appears multiple times", dims.repeated_dim),
    (r"permute.*(?:does not match the length|duplicate dims)", sizes.permuted),
    (r"start_dim cannot come after end_dim", dims.order),
    # indices
    (r"index (?P<index>-?\d+) is out of bounds for dimension (?P<axis>\d+)", indices.out_of_bounds),
    (r"index (?P<index>-?\d+) out of range for .* at dimension (?P<axis>\d+)", indices.out_of_bounds),
    (r"Target (-?\d+) is out of bounds", networks.classes),
    (r"out of range: tried to access index (-?\d+)", indices.flat_index),
    (r"index out of range in self", indices.out_of_bounds),
    (r"too many indices for tensor", indices.too_many),
    (r"0-dim tensor|0-d tensor", indices.of_a_number),
    (r"shape of the mask \[([^\]]*)\] at index (\d+) does not match", selecting.mask),
    (r"tensors used as indices must be|valid indices \(got", selecting.not_whole),
    (r"indexing tensors could not be broadcast", selecting.indices_together),
    (r"step must be greater than zero", indices.backwards),
    (r"(?:must|should) have the same number of dimensions|to be no larger than self", selecting.gathered),
    (r"(?:list|tuple) index out of range", indices.of_a_sequence),
    (r"start \((-?\d+)\) \+ length \((\d+)\) exceeds dimension size \((\d+)\)", bounds.piece),
    # dtypes
    (r"can't be cast to the desired output type|Promotion of int\.", dtypes.into_whole),
    (r"(?:Subtraction|Negation), the `-` operator", truth.bool_minus),
    (r"can require gradients", dtypes.needs_gradient),
    (r"could not infer output dtype|only supports? floating point|Expected a floating point or complex tensor|"
     r"types other than float and double|must be either float or double",
     dtypes.needs_floats),
    (r"\"([^\"]*)\" not implemented for '(?P<dtype>\w+)'", dtypes.not_implemented),
    (r"operator\.invert", truth.inverted),
    (r"negative integer powers", dtypes.negative_power),
    (r"ZeroDivisionError|division by zero", dtypes.by_zero),
    (r"only supports boolean masks|condition to be a boolean|expected BoolTensor", truth.truth_wanted),
    (r"Expected dtype int|expected target dtype to be|type LongTensor|one of the following scalar types: Long|"
     r"Expected a long tensor",
     dtypes.whole_wanted),
    (r"for target with class probabilities", dtypes.probabilities),
    (r"same dtype|dtype to be equal|dtypes match|expected scalar type|Found dtype|different dtypes|"
     r"Expected both inputs|\w+ did not match \w+", dtypes.expected),
    # one number
    (r"Boolean value of Tensor with (?:more than one|no) value", truth.truth),
    (r"cannot be converted to Scalar|only one element tensors can be converted to Python", values.single),
    (r"only integer tensors of a single element", values.integer_wanted),
    (r"expected sequence of length|not a sequence|must be real number, not (?:list|tuple)", values.ragged),
    # networks
    (r"to have \d+ channels, but got", networks.channels),
    (r"Kernel size can't be greater than actual input size", networks.kernel),
    (r"Output size is too small", networks.pooled),
    (r"to match target batch_size", networks.batch),
    (r"multi-target not supported", networks.targets),
    (r"Class values must be", networks.one_hot),
    (r"Given normalized_shape=(\[[^\]]*\])", networks.normalized),
    (r"Expected more than 1 value per channel", networks.one_sample),
    (r"Padding length should be", networks.paired),
    # linear algebra
    (r"is singular", algebra.singular),
    (r"must be batches of square matrices", algebra.not_square),
    (r"Incompatible shapes of A and B", algebra.solved),
    (r"not positive-definite", algebra.not_positive),
    (r"subscript (\w) has size \d+ (?:for operand (\d+))?", algebra.subscripts),
    (r"number of subscripts in the equation \((\d+)\) does not match .* \((\d+)\) for operand (\d+)",
     algebra.number_of_letters),
    (r"no dimension of size 3|must have length 3", algebra.of_three),
    (r"first has size (\d+) in dim (-?\d+) and second has size (\d+) in dim (-?\d+)", algebra.contracted),
    # joining and taking apart
    (r"Sizes of tensors must match except|stack expects each tensor|same number of dimensions: got", joining.joined),
    (r"zero-dimensional tensor .* cannot be concatenated", joining.without_axes),
    (r"must be tuple of Tensors, not Tensor", joining.without_brackets),
    (r"expects split_sizes to sum", joining.split),
    (r"values to unpack \(expected (\d+)(?:, got (\d+))?", joining.unpacked),
    # sizes
    (r"shape '(?P<wanted>\[[^']*\])' is invalid for input of size", sizes.reshaped),
    (r"only one dimension can be inferred(?P<wanted>)|invalid shape dimension", sizes.reshaped),
    (r"view size is not compatible|Cannot view a tensor with shape", sizes.viewed),
    (r"Provided sizes (\[[^\]]*\]) don't multiply up to the size of dim (-?\d+) \((\d+)\)", sizes.unflattened),
    (r"repeat dims can not be smaller", expanding.repeated),
    (r"Target sizes: (?P<target>\[[^\]]*\])", matrices.added),
    (r"Target sizes: (?P<target>\[[^\]]*\])|indexing result of shape (?P<other>\[[^\]]*\])", expanding.put),
    (r"size=(?P<target>\[[^\]]*\])(?P<other>)\): the number of sizes provided", expanding.put),
    (r"The expanded size of the tensor|number of sizes provided", expanding.expanded),
    (r"must be non-negative|negative dimension|failed to unpack the object|must be greater or equal to 0|"
     r"must be tuple of ints, not float", sizes.new_size),
    # products, and all that is done cell by cell
    (r"must be a matrix|vector \+ matrix|[123]D tensors? expected|must be a 3D|Expected 1-D argument|expected a matrix|"
     r"Supports 1D or 2D|t\(\) expects|at least 2 dimensions|at least 1D|Expected [23]D|3D or 4D|[12]D tensors|"
     r"only supported on matrices|must be [12] dim|at least two|must be >= \d-d|or more dimensions of|"
     r"0-dimension|Expect a 1D vector|0-dim or 1-dim|needs to be at least",
     ranks.number_of_axes),
    (r"cannot be multiplied|same reduction dim|size mismatch|first two dimensions of batch2|inconsistent tensor size|"
     r"same number of columns|The size of tensor a|expanded size of the tensor|must match|broadcast", matrices.product),
    (r"doesn't match the broadcast shape", broadcasting.into_smaller),
    (r"different to the input size|must be the same as input size|source tensor shape must match",
     broadcasting.same_shape),
    (r"The size of tensor a|Attempting to broadcast|expanded size of the tensor|cannot be broadcast",
     broadcasting.cell_by_cell),
    # arguments
    (r"takes 1 positional argument but \d+ were given", arguments.numbers_without_list),
    (r"argument '(?P<argument>\w+)'(?: \(position (?P<place>\d+)\))? must be Tensor, not (?P<kind>[\w.]+)",
     arguments.not_a_tensor),
    (r"expected (?P<argument>np\.ndarray) \(got (?P<kind>\w+)\)(?P<place>)", arguments.not_a_tensor),
    (r"expected Tensor as element (?P<item>\d+) in argument \d+, but got (?P<kind>\w+)", arguments.item_of_a_list),
    (r"tuple of ints, ?but (?:got|found element of type) (?P<kind>[\w.]+)", arguments.not_a_size),
    (r"unexpected keyword argument '(?P<name>\w+)'", arguments.keyword),
    (r"received an invalid combination of arguments - got \([^)]*\b\w+=", arguments.keyword),
    (r"argument '(?P<argument>\w+)'(?: \(position (?P<place>\d+)\))? must be (?P<wanted>[\w ]+), not (?P<kind>[\w.]+)",
     arguments.wanted_number),
    (r"unsupported operand type\(s\) for \S+: '(?P<left>\w+)' and '(?P<right>\w+)'", arguments.operator_types),
    (r"selected (?:index|number) k out of range", bounds.too_many_wanted),
    (r"expects 'from' to be less than 'to'|inconsistent with step sign", bounds.bounds),
    (r"probability has to be between 0 and 1, but got (?P<got>[\d.-]+)", bounds.probability),
    (r"q must be in the range \[0, 1\] but got (?P<got>[\d.-]+)", bounds.probability),
    (r"should be between 0 and 1(?P<got>)", bounds.probability),
    (r"split_size can only be 0|to be greater than 0, got", bounds.positive),
    (r"expects a non-empty TensorList|expected a non-empty list", bounds.nothing_to_join),
    (r"can't multiply sequence by non-int|unsupported operand type|not supported between instances",
     arguments.sequence),
    (r"invalid combination of arguments|missing \d+ required positional", arguments.unlike),
    # names
    (r"'(\w+)' object has no attribute '(\w+)'", names.member),
    (r"'(\w+)' object has no attribute", arguments.given_to_function),
    (r"'(\w+)' object is not callable", names.not_callable),
    (r"'(\w+)' object is not subscriptable", names.not_subscriptable),
    (r"'(\w+)' object does not support item assignment", names.fixed),
    (r"name '(\w+)' is not defined", names.unbound),
)  # fmt: skip

COMPILED = tuple((re.compile(pattern), rule) for pattern, rule in RULES)
