package dev.adjoint.autodiff.exec;

import dev.adjoint.autodiff.graph.Lanes;
import dev.adjoint.autodiff.graph.Lowering;
import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.Tensor;
import dev.adjoint.autodiff.tensor.TensorType;
import java.util.List;

/// Floating-point arithmetic itself: FLOAT64 as doubles, FLOAT32 as doubles that hold floats.
public record Reals() implements Algebra<Double, Boolean> {
  @Override
  public Lanes<Double, Boolean> lanes(DType dtype) {
    return switch (dtype) {
      case FLOAT32 -> FloatLanes.INSTANCE;
      case FLOAT64 -> DoubleLanes.INSTANCE;
      case BOOL, INT64 -> throw new IllegalArgumentException(dtype + " is not floating");
    };
  }

  @Override
  public Double convert(Double x, DType to) {
    return to == DType.FLOAT32 ? (double) x.floatValue() : x;
  }

  @Override
  public long truncate(Double x) {
    return (long) (double) x;
  }

  @Override
  public boolean isTrue(Boolean mask) {
    return mask;
  }

  @Override
  public Elements opaque(Lowering.Opaque opaque, List<Elements> operands) {
    return elements(opaque.evaluation().apply(operands.stream().map(Reals::tensor).toList()));
  }

  /// A tensor as elements.
  public static Elements elements(Tensor tensor) {
    Object[] data = new Object[tensor.size()];
    switch (tensor.dtype()) {
      case FLOAT32, FLOAT64 -> {
        double[] values = tensor.cast(DType.FLOAT64).toDoubleArray();
        for (int i = 0; i < data.length; i++) {
          data[i] = values[i];
        }
      }
      case INT64 -> {
        long[] values = tensor.toLongArray();
        for (int i = 0; i < data.length; i++) {
          data[i] = values[i];
        }
      }
      case BOOL -> {
        boolean[] values = tensor.toBooleanArray();
        for (int i = 0; i < data.length; i++) {
          data[i] = values[i];
        }
      }
    }
    return new Elements(tensor.type(), data);
  }

  /// Elements of this algebra as a tensor.
  public static Tensor tensor(Elements elements) {
    TensorType type = elements.type();
    Object[] data = elements.data();
    return switch (type.dtype()) {
      case FLOAT32 -> {
        float[] values = new float[data.length];
        for (int i = 0; i < data.length; i++) {
          values[i] = ((Double) data[i]).floatValue();
        }
        yield Tensor.of(type.shape(), values);
      }
      case FLOAT64 -> {
        double[] values = new double[data.length];
        for (int i = 0; i < data.length; i++) {
          values[i] = (Double) data[i];
        }
        yield Tensor.of(type.shape(), values);
      }
      case INT64 -> {
        long[] values = new long[data.length];
        for (int i = 0; i < data.length; i++) {
          values[i] = (Long) data[i];
        }
        yield Tensor.of(type.shape(), values);
      }
      case BOOL -> {
        boolean[] values = new boolean[data.length];
        for (int i = 0; i < data.length; i++) {
          values[i] = (Boolean) data[i];
        }
        yield Tensor.of(type.shape(), values);
      }
    };
  }
}
