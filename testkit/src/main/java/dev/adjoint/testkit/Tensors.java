package dev.adjoint.testkit;

import dev.adjoint.autodiff.graph.Domain;
import dev.adjoint.autodiff.graph.Op;
import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.Shape;
import dev.adjoint.autodiff.tensor.Tensor;
import dev.adjoint.autodiff.tensor.TensorType;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.RandomDistribution;

/// Tensors for property tests. They shrink towards zeros.
public final class Tensors {
  private Tensors() {}

  /// Tensors of a type: short decimals, small integers, or truth values.
  public static Arbitrary<Tensor> tensors(TensorType type) {
    return tensors(type, Palette.PLAIN);
  }

  /// Tensors of a type, floating ones filled from a palette.
  public static Arbitrary<Tensor> tensors(TensorType type, Palette palette) {
    int size = (int) type.shape().size();
    return codes().list().ofSize(size).map(codes -> tensor(type, palette, codes));
  }

  /// Tensors of a floating type that hold the numbers at which implementations differ.
  public static Arbitrary<Tensor> hostile(TensorType type) {
    return tensors(type, Palette.HOSTILE);
  }

  /// FLOAT64 tensors that an op takes as one of its operands: within its [Domain], short decimals.
  /// For positive definite matrices, `A·Aᵀ/n + I`.
  public static Arbitrary<Tensor> inDomainOf(Class<? extends Op> op, int operand, Shape shape) {
    TensorType type = new TensorType(DType.FLOAT64, shape);
    return Arrays.stream(op.getAnnotationsByType(Domain.class))
        .filter(domain -> domain.operand() == operand)
        .findFirst()
        .map(domain -> tensors(type).map(tensor -> Domains.into(domain, tensor)))
        .orElseGet(() -> tensors(type));
  }

  /// INT64 indices of a shape into an axis of a length, which must not be 0.
  public static Arbitrary<Tensor> indices(Shape shape, int length) {
    return Arbitraries.longs()
        .between(0, length - 1L)
        .list()
        .ofSize((int) shape.size())
        .map(values -> Tensor.of(shape, values.stream().mapToLong(Long::longValue).toArray()));
  }

  /// Integers that stand for elements.
  static Arbitrary<Integer> codes() {
    return Arbitraries.integers()
        .between(-Palette.CODES, Palette.CODES)
        .withDistribution(RandomDistribution.uniform());
  }

  /// The tensor that codes stand for; too few codes go round, changed a little each time.
  static Tensor tensor(TensorType type, Palette palette, List<Integer> codes) {
    double[] values = new double[(int) type.shape().size()];
    for (int i = 0; i < values.length; i++) {
      int code = codes.get(i % codes.size());
      code = code == 0 ? 0 : (code + i / codes.size() * 377) % (Palette.CODES + 1);
      values[i] =
          switch (type.dtype()) {
            case FLOAT32, FLOAT64 -> palette.value(code, type.dtype());
            case INT64 -> Math.floorMod(code, 10);
            case BOOL -> Math.floorMod(code, 2);
          };
    }
    Tensor doubles = Tensor.of(type.shape(), values);
    return type.dtype() == DType.FLOAT64 ? doubles : doubles.cast(type.dtype());
  }
}
