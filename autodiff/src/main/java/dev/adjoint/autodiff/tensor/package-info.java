/// Immutable arrays and their types.
///
/// A [Tensor] holds numbers in row-major order; its [TensorType] is a [DType] and a [Shape]; a
/// shape is a list of [Dim], and a dim is a concrete length that may also carry a name, such as the
/// batch size `m`. Names survive arithmetic, so a graph built at one size can be rebuilt at
/// another.
///
/// Whatever is wrong with a shape or an element type is reported by a [ShapeException] or a
/// [DTypeException], whose text gives the operation, the rule and every value concerned.
@NullMarked
package dev.adjoint.autodiff.tensor;

import org.jspecify.annotations.NullMarked;
