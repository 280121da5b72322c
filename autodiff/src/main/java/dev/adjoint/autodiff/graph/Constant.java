package dev.adjoint.autodiff.graph;

import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.Shape;
import dev.adjoint.autodiff.tensor.Tensor;
import dev.adjoint.autodiff.tensor.TensorType;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A tensor that is part of the graph.
public final class Constant implements Expr {
  private final Tensor value;
  private final @Nullable String name;
  private final Origin origin;

  private Constant(Tensor value, @Nullable String name) {
    this.value = Objects.requireNonNull(value, "value");
    this.name = name;
    this.origin = Origin.here();
  }

  /// A constant tensor.
  public static Constant of(Tensor value) {
    return new Constant(value, null);
  }

  /// A scalar of a dtype: rounded to a float, whole for INT64, 0 or 1 for BOOL.
  public static Constant scalar(double value, DType dtype) {
    return of(Tensor.full(new TensorType(dtype, Shape.scalar()), value));
  }

  /// The tensor.
  public Tensor value() {
    return value;
  }

  @Override
  public Optional<String> name() {
    return Optional.ofNullable(name);
  }

  @Override
  public TensorType type() {
    return value.type();
  }

  @Override
  public List<Expr> operands() {
    return List.of();
  }

  @Override
  public Origin origin() {
    return origin;
  }

  @Override
  public Optional<Tensor> testValue() {
    return Optional.of(value);
  }

  @Override
  public Constant named(String name) {
    return new Constant(value, Label.check(name));
  }

  @Override
  public String toString() {
    return reference() + ": " + type();
  }

  String reference() {
    if (name != null) {
      return name;
    }
    return value.size() == 1
        ? String.valueOf(value.reshape(Shape.scalar()).toNested())
        : "constant";
  }
}
