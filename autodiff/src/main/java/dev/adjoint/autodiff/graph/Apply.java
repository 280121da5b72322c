package dev.adjoint.autodiff.graph;

import dev.adjoint.autodiff.tensor.AdjointException;
import dev.adjoint.autodiff.tensor.DTypeException;
import dev.adjoint.autodiff.tensor.ShapeException;
import dev.adjoint.autodiff.tensor.Tensor;
import dev.adjoint.autodiff.tensor.TensorType;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// An op applied to operands. Equality is identity: a structural one would cost time exponential in
/// the depth of a shared graph.
public final class Apply implements Expr {
  private static final AtomicLong COUNT = new AtomicLong();

  private final Op op;
  private final List<Expr> operands;
  private final TensorType type;
  private final Origin origin;
  private final @Nullable String name;
  private final long id = COUNT.incrementAndGet();
  final @Nullable Trial trial;

  private Apply(Op op, List<Expr> operands, TensorType type, Origin origin, @Nullable String name) {
    this.op = op;
    this.operands = operands;
    this.type = type;
    this.origin = origin;
    this.name = name;
    this.trial = Trial.of(this);
  }

  /// The application, if the operands fit the op's type rule.
  public static Apply of(Op op, List<Expr> operands) {
    return new Apply(op, List.copyOf(operands), check(op, operands), Origin.here(), null);
  }

  private static TensorType check(Op op, List<Expr> operands) {
    try {
      return Objects.requireNonNull(op.type(types(operands)), "no type");
    } catch (ShapeException e) {
      throw Misuse.shape(op.name(), e.getMessage(), operands);
    } catch (DTypeException e) {
      throw Misuse.dtype(op.name(), e.getMessage(), operands);
    } catch (AdjointException e) {
      throw new AdjointException(Misuse.text(op.name(), e.getMessage(), operands), e);
    } catch (RuntimeException e) {
      throw new AdjointException(Misuse.text(op.name(), "its type rule failed: " + e, operands), e);
    }
  }

  private static List<TensorType> types(List<Expr> operands) {
    TensorType[] types = new TensorType[operands.size()];
    for (int i = 0; i < types.length; i++) {
      types[i] = operands.get(i).type();
    }
    return List.of(types);
  }

  /// The op.
  public Op op() {
    return op;
  }

  /// How the op is computed on these operands.
  public Lowering lowering() {
    return op.lowering(types(operands));
  }

  /// A number that grows in the order of creation, to tell unnamed nodes apart in messages.
  public long id() {
    return id;
  }

  @Override
  public List<Expr> operands() {
    return operands;
  }

  @Override
  public TensorType type() {
    return type;
  }

  @Override
  public Origin origin() {
    return origin;
  }

  @Override
  public Optional<String> name() {
    return Optional.ofNullable(name);
  }

  @Override
  public Optional<Tensor> testValue() {
    return Optional.ofNullable(trial).map(Trial::value);
  }

  @Override
  public Apply named(String name) {
    return new Apply(op, operands, type, origin, Label.check(name));
  }

  /// One level deep, so short for any graph.
  @Override
  public String toString() {
    String arguments = operands.stream().map(Apply::reference).collect(Collectors.joining(", "));
    return "%s = %s(%s): %s".formatted(reference(this), op.name(), arguments, type);
  }

  /// How a message refers to a node: its name, a scalar's value, or `op#id`.
  static String reference(Expr node) {
    return switch (node) {
      case Apply apply -> apply.name != null ? apply.name : apply.op.name() + "#" + apply.id;
      case Input input -> input.label();
      case Constant constant -> constant.reference();
    };
  }
}
