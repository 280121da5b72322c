package dev.adjoint.usercode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adjoint.autodiff.Executor;
import dev.adjoint.autodiff.grad.Grad;
import dev.adjoint.autodiff.graph.ElementwiseUnary;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Input;
import dev.adjoint.autodiff.graph.Lanes;
import dev.adjoint.autodiff.graph.Lowering;
import dev.adjoint.autodiff.graph.Op;
import dev.adjoint.autodiff.tensor.AdjointException;
import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.Shape;
import dev.adjoint.autodiff.tensor.Tensor;
import dev.adjoint.autodiff.tensor.TensorType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A user's op that fails in its own code is named, with the line that applied it.
final class BrokenOpTest {
  private static final Input X = Input.of("x", DType.FLOAT64, 2);

  private record OddType(Supplier<TensorType> type) implements Op {
    @Override
    public TensorType type(List<TensorType> operands) {
      return type.get();
    }

    @Override
    public List<Optional<Expr>> vjp(List<Expr> operands, Expr y, Expr yBar) {
      return List.of(Optional.empty());
    }

    @Override
    public Lowering lowering(List<TensorType> operands) {
      return new Lowering.View.Reshape();
    }
  }

  @Test
  void aTypeRuleThatFailsOrGivesNothing() {
    OddType throwing =
        new OddType(
            () -> {
              throw new IllegalStateException("odd");
            });
    says(
        "[oddType] its type rule failed: java.lang.IllegalStateException: odd",
        () -> throwing.of(X));
    says(
        "[oddType] its type rule failed: java.lang.NullPointerException: no type",
        () -> new OddType(() -> nothing()).of(X));
  }

  @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"})
  private static <T> T nothing() {
    return null;
  }

  private record OddLane(boolean gives) implements ElementwiseUnary {
    @Override
    public <V, M> V lane(Lanes<V, M> k, V x) {
      if (gives) {
        return nothing();
      }
      throw new IllegalStateException("odd");
    }

    @Override
    public Expr vjp(Expr x, Expr y, Expr yBar) {
      return nothing();
    }

    @Override
    public boolean accepts(DType dtype) {
      return true;
    }
  }

  @ParameterizedTest
  @EnumSource
  void aFormulaThatFails(Executor executor) {
    Expr y = new OddLane(false).of(X);
    says(
        "[oddLane] its evaluation failed: java.lang.IllegalStateException: odd",
        () -> executor.value(y, Map.of(X, Tensor.of(1.0, 2.0))));
  }

  /// A half has no meaning in INT64.
  private record Half() implements ElementwiseUnary {
    @Override
    public <V, M> V lane(Lanes<V, M> k, V x) {
      return k.mul(x, k.literal(0.5));
    }

    @Override
    public Expr vjp(Expr x, Expr y, Expr yBar) {
      return yBar.times(0.5);
    }

    @Override
    public boolean accepts(DType dtype) {
      return true;
    }
  }

  @ParameterizedTest
  @EnumSource
  void aFormulaThatIsNotWholeOnIntegers(Executor executor) {
    Input k = Input.of("k", DType.INT64, 2);
    says(
        "[half] its evaluation failed: ",
        () -> executor.value(new Half().of(k), Map.of(k, Tensor.of(1L, 2L))));
  }

  @Test
  void aRuleThatGivesNothing() {
    says("[oddLane] its vjp failed: ", () -> Grad.grad(new OddLane(true).of(X).sum(), X));
  }

  /// Means itself.
  private record Endless() implements Op {
    @Override
    public TensorType type(List<TensorType> operands) {
      return operands.getFirst();
    }

    @Override
    public List<Optional<Expr>> vjp(List<Expr> operands, Expr y, Expr yBar) {
      return List.of(Optional.of(yBar));
    }

    @Override
    public Lowering lowering(List<TensorType> operands) {
      return new Lowering.Composite(x -> of(x.getFirst()).plus(1));
    }
  }

  @ParameterizedTest
  @EnumSource
  void anExpansionWithoutEnd(Executor executor) {
    says(
        "[endless] expands to itself, without end",
        () -> executor.value(new Endless().of(X), Map.of(X, Tensor.of(1.0, 2.0))));
  }

  @ParameterizedTest
  @EnumSource
  void aResultThatNoTensorCanHold(Executor executor) {
    Expr huge = X.sum().broadcast(Shape.of(1 << 16, 1 << 16));
    says(
        "[broadcast] [65536, 65536] has 4294967296 elements, more than a tensor can hold",
        () -> executor.value(huge, Map.of(X, Tensor.of(1.0, 2.0))));
  }

  @Test
  void namesThatCannotBePrinted() {
    for (String name : List.of("", " ", "a\nb = c", "a\u202eb", "a\u0000")) {
      String message =
          assertThrows(AdjointException.class, () -> Input.of(name, DType.FLOAT64)).getMessage();
      assertTrue(message.startsWith("[name] a name must not be empty nor hold control"), message);
      assertThrows(AdjointException.class, () -> X.exp().named(name));
    }
    assertEquals("δ z1", Input.of("δ z1", DType.FLOAT64).label());
  }

  private static void says(String start, Runnable code) {
    String message = assertThrows(AdjointException.class, code::run).getMessage();
    assertTrue(message.startsWith(start), message);
    assertTrue(message.contains("at dev.adjoint.usercode.BrokenOpTest."), message);
  }
}
