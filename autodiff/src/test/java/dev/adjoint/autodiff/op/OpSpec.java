package dev.adjoint.autodiff.op;

import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Input;
import dev.adjoint.autodiff.graph.Op;
import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.Shape;
import dev.adjoint.autodiff.tensor.Tensor;
import dev.adjoint.autodiff.tensor.TensorType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// What one op on operands of some shapes must give.
///
/// @param op the op that is tested
/// @param name the case, for messages
/// @param operands dtype, shape and values
/// @param build the application
/// @param truth the result from the operands as FLOAT64, by other means than the library's; FLOAT64
///   unless it has the dtype of the result
/// @param ulp the allowed error in units in the last place of the truth or, if larger, of `scale`
/// @param scale the size of what is summed, where sums cancel
/// @param smooth whether derivatives are compared
public record OpSpec(
    Class<? extends Op> op,
    String name,
    List<Operand> operands,
    Function<List<Expr>, Expr> build,
    Function<List<Tensor>, Tensor> truth,
    double ulp,
    double scale,
    boolean smooth,
    boolean integers) {

  /// The dtype of an operand: the one under test, or a fixed one.
  public enum Kind {
    NUMBER,
    INT64,
    BOOL;

    DType dtype(DType tested) {
      return switch (this) {
        case NUMBER -> tested;
        case INT64 -> DType.INT64;
        case BOOL -> DType.BOOL;
      };
    }
  }

  /// An operand whose elements run through the values, again from the first if there are more.
  public record Operand(Kind kind, Shape shape, Tensor values) {
    public TensorType type(DType tested) {
      return new TensorType(kind.dtype(tested), shape);
    }

    public Tensor tensor(DType tested) {
      TensorType type = type(tested);
      double[] elements = new double[(int) type.shape().size()];
      for (int i = 0; i < elements.length; i++) {
        double value = values.doubleAt(i % values.size());
        elements[i] = type.dtype() == DType.INT64 ? Math.rint(value) : value;
      }
      return Tensor.of(shape, elements).cast(type.dtype());
    }
  }

  static Operand number(double[] values, int... sizes) {
    return new Operand(Kind.NUMBER, Shape.of(sizes), Tensor.of(values));
  }

  static Operand index(double[] values, int... sizes) {
    return new Operand(Kind.INT64, Shape.of(sizes), Tensor.of(values));
  }

  static Operand mask(double[] values, int... sizes) {
    return new Operand(Kind.BOOL, Shape.of(sizes), Tensor.of(values));
  }

  OpSpec ulp(double ulp) {
    return new OpSpec(op, name, operands, build, truth, ulp, scale, smooth, integers);
  }

  OpSpec scale(double scale) {
    return new OpSpec(op, name, operands, build, truth, ulp, scale, smooth, integers);
  }

  /// Values only.
  OpSpec notSmooth() {
    return new OpSpec(op, name, operands, build, truth, ulp, scale, false, integers);
  }

  /// On INT64 too, exactly.
  OpSpec onIntegers() {
    return new OpSpec(op, name, operands, build, truth, ulp, scale, smooth, true);
  }

  List<DType> dtypes() {
    List<DType> dtypes = new ArrayList<>(List.of(DType.FLOAT32, DType.FLOAT64));
    if (integers) {
      dtypes.add(DType.INT64);
    }
    return dtypes;
  }

  /// Inputs of this dtype with their values.
  public Map<Input, Tensor> bindings(DType dtype) {
    Map<Input, Tensor> bindings = new LinkedHashMap<>();
    for (int i = 0; i < operands.size(); i++) {
      Operand operand = operands.get(i);
      bindings.put(
          Input.of(String.valueOf((char) ('a' + i)), operand.type(dtype)), operand.tensor(dtype));
    }
    return bindings;
  }

  @Override
  public String toString() {
    return name;
  }
}
