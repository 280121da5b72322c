package dev.adjoint.autodiff.graph;

import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.Tensor;
import dev.adjoint.autodiff.tensor.TensorType;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A value that a caller binds when the graph is run: data, a parameter, a random key.
public final class Input implements Expr {
  private final String name;
  private final TensorType type;
  private final Origin origin;
  final @Nullable Trial trial;

  private Input(String name, TensorType type, @Nullable Trial trial) {
    this.name = Label.check(name);
    this.type = type;
    this.origin = Origin.here();
    this.trial = trial;
  }

  /// An input of a type.
  public static Input of(String name, TensorType type) {
    return new Input(name, type, null);
  }

  /// An input of a dtype and plain sizes; none for a scalar.
  public static Input of(String name, DType dtype, int... sizes) {
    return of(name, TensorType.of(dtype, sizes));
  }

  /// An input with a test value: everything built on it is evaluated at once by `evaluator`, so
  /// that a NaN stops at the line that made it, and [Expr#testValue] answers in a debugger.
  public static Input tested(String name, Tensor value, Evaluator evaluator) {
    return new Input(name, value.type(), new Trial(value, evaluator));
  }

  /// The name alone.
  public String label() {
    return name;
  }

  @Override
  public Optional<String> name() {
    return Optional.of(name);
  }

  @Override
  public TensorType type() {
    return type;
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
    return Optional.ofNullable(trial).map(Trial::value);
  }

  /// The same input under another name is another input.
  @Override
  public Input named(String name) {
    return new Input(name, type, trial);
  }

  @Override
  public String toString() {
    return name + ": " + type;
  }
}
