package dev.adjoint.autodiff.graph;

import dev.adjoint.autodiff.exec.Interpreter;
import dev.adjoint.autodiff.op.Abs;
import dev.adjoint.autodiff.op.Add;
import dev.adjoint.autodiff.op.AsWritten;
import dev.adjoint.autodiff.op.Broadcast;
import dev.adjoint.autodiff.op.Cast;
import dev.adjoint.autodiff.op.Divide;
import dev.adjoint.autodiff.op.Exp;
import dev.adjoint.autodiff.op.Extremum;
import dev.adjoint.autodiff.op.Log;
import dev.adjoint.autodiff.op.MatMul;
import dev.adjoint.autodiff.op.Mean;
import dev.adjoint.autodiff.op.Multiply;
import dev.adjoint.autodiff.op.Negate;
import dev.adjoint.autodiff.op.Permute;
import dev.adjoint.autodiff.op.Power;
import dev.adjoint.autodiff.op.Relu;
import dev.adjoint.autodiff.op.Reshape;
import dev.adjoint.autodiff.op.Sigmoid;
import dev.adjoint.autodiff.op.Sqrt;
import dev.adjoint.autodiff.op.Square;
import dev.adjoint.autodiff.op.Subtract;
import dev.adjoint.autodiff.op.Sum;
import dev.adjoint.autodiff.op.Tanh;
import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.Shape;
import dev.adjoint.autodiff.tensor.Tensor;
import dev.adjoint.autodiff.tensor.TensorType;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// An immutable expression: a node of a directed acyclic graph whose type is known, and checked
/// when the node is built. Nothing is computed until an executor runs it.
///
/// Equality is identity. The methods below [#peek] are sugar for the most common ops; the others
/// are static imports from `dev.adjoint.autodiff.op`. A Java scalar takes the dtype of the other
/// operand.
public sealed interface Expr permits Input, Constant, Apply {

  /// Dtype and shape.
  TensorType type();

  /// The nodes that this one is computed from.
  List<Expr> operands();

  /// The name that printers and messages use.
  Optional<String> name();

  /// Where the node comes from.
  Origin origin();

  /// The test value, if the inputs below carry one ([Input#tested]) or this is a constant.
  Optional<Tensor> testValue();

  /// This expression under a name; name a node before it is used.
  Expr named(String name);

  default Shape shape() {
    return type().shape();
  }

  default DType dtype() {
    return type().dtype();
  }

  default int rank() {
    return shape().rank();
  }

  /// This expression with named axes at other sizes; inputs of unchanged type stay the same.
  default Expr at(Map<String, Integer> sizes) {
    return Graph.at(List.of(this), sizes).outputs().getFirst();
  }

  /// The value under bindings of the inputs, computed by the reference interpreter: for a look
  /// while building.
  default Tensor peek(Map<? extends Expr, Tensor> bindings) {
    return Interpreter.of(this).run(bindings).getFirst();
  }

  /// The same value, computed and differentiated literally: no rule that makes formulas stable
  /// looks into it.
  default Expr asWritten() {
    return AsWritten.asWritten(this);
  }

  default Expr plus(Expr other) {
    return Add.add(this, other);
  }

  default Expr plus(double other) {
    return plus(Constant.scalar(other, dtype()));
  }

  default Expr minus(Expr other) {
    return Subtract.subtract(this, other);
  }

  default Expr minus(double other) {
    return minus(Constant.scalar(other, dtype()));
  }

  default Expr times(Expr other) {
    return Multiply.multiply(this, other);
  }

  default Expr times(double other) {
    return times(Constant.scalar(other, dtype()));
  }

  default Expr dividedBy(Expr other) {
    return Divide.divide(this, other);
  }

  default Expr dividedBy(double other) {
    return dividedBy(Constant.scalar(other, dtype()));
  }

  default Expr negate() {
    return Negate.negate(this);
  }

  /// NumPy's `@`.
  default Expr matmul(Expr other) {
    return MatMul.matmul(this, other);
  }

  /// The last two axes exchanged.
  default Expr transpose() {
    return Permute.transpose(this);
  }

  default Expr permute(int... axes) {
    return Permute.permute(this, axes);
  }

  default Expr reshape(Shape shape) {
    return Reshape.reshape(this, shape);
  }

  default Expr reshape(int... sizes) {
    return reshape(Shape.of(sizes));
  }

  default Expr broadcast(Shape shape) {
    return Broadcast.broadcast(this, shape);
  }

  default Expr cast(DType dtype) {
    return Cast.cast(this, dtype);
  }

  /// The sum over axes, over all if none is given.
  default Expr sum(int... axes) {
    return Sum.sum(this, axes);
  }

  /// The mean over axes, over all if none is given.
  default Expr mean(int... axes) {
    return Mean.mean(this, axes);
  }

  /// The largest element over axes, over all if none is given.
  default Expr max(int... axes) {
    return Extremum.max(this, axes);
  }

  default Expr exp() {
    return Exp.exp(this);
  }

  default Expr log() {
    return Log.log(this);
  }

  default Expr sqrt() {
    return Sqrt.sqrt(this);
  }

  default Expr square() {
    return Square.square(this);
  }

  default Expr pow(double exponent) {
    return Power.power(this, exponent);
  }

  default Expr abs() {
    return Abs.abs(this);
  }

  default Expr sigmoid() {
    return Sigmoid.sigmoid(this);
  }

  default Expr tanh() {
    return Tanh.tanh(this);
  }

  default Expr relu() {
    return Relu.relu(this);
  }
}
