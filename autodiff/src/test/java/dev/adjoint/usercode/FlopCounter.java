package dev.adjoint.usercode;

import dev.adjoint.autodiff.exec.Algebra;
import dev.adjoint.autodiff.exec.Elements;
import dev.adjoint.autodiff.exec.Reading;
import dev.adjoint.autodiff.graph.Apply;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Graph;
import dev.adjoint.autodiff.graph.Lane;
import dev.adjoint.autodiff.graph.Lanes;
import dev.adjoint.autodiff.graph.Lowering;
import dev.adjoint.autodiff.tensor.DType;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Counts the arithmetic of a graph: an executor that computes nothing. It reads the formula of an
/// elementwise op once, with lanes that count, and knows the kinds of lowering but no op.
final class FlopCounter {
  /// How many of each.
  record Flops(long multiplications, long additions, long transcendentals) {
    static final Flops NONE = new Flops(0, 0, 0);

    Flops plus(Flops other) {
      return new Flops(
          multiplications + other.multiplications,
          additions + other.additions,
          transcendentals + other.transcendentals);
    }

    Flops times(long n) {
      return new Flops(multiplications * n, additions * n, transcendentals * n);
    }
  }

  private static final Flops MULTIPLICATION = new Flops(1, 0, 0);
  private static final Flops ADDITION = new Flops(0, 1, 0);
  private static final Map<String, Flops> PRICES = new HashMap<>();

  static {
    Set.of("mul", "div").forEach(name -> PRICES.put(name, MULTIPLICATION));
    Set.of("add", "sub").forEach(name -> PRICES.put(name, ADDITION));
    PRICES.put("fma", MULTIPLICATION.plus(ADDITION));
    Set.of(
            "exp",
            "expm1",
            "log",
            "log1p",
            "sin",
            "cos",
            "tan",
            "asin",
            "acos",
            "atan",
            "atan2",
            "sinh",
            "cosh",
            "tanh",
            "pow",
            "sqrt",
            "erf",
            "erfc",
            "erfcx",
            "erfinv",
            "lgamma",
            "polygamma")
        .forEach(name -> PRICES.put(name, new Flops(0, 0, 1)));
  }

  private Flops total = Flops.NONE;

  private FlopCounter() {}

  /// The arithmetic below some outputs.
  static Flops count(Collection<? extends Expr> outputs) {
    Flops total = Flops.NONE;
    for (Expr node : Graph.topological(outputs)) {
      if (node instanceof Apply apply && apply.dtype() != DType.INT64) {
        total = total.plus(of(apply));
      }
    }
    return total;
  }

  private static Flops of(Apply node) {
    long size = node.shape().size();
    long read = node.operands().isEmpty() ? 0 : node.operands().getFirst().shape().size();
    return switch (node.lowering()) {
      case Lowering.Elementwise elementwise -> read(elementwise, node).times(size);
      case Lowering.Reduction(var kind, _) ->
          kind == Lowering.Reduction.Kind.SUM ? ADDITION.times(read - size) : Flops.NONE;
      case Lowering.Scan _ -> ADDITION.times(size);
      case Lowering.Recurrence _ -> MULTIPLICATION.plus(ADDITION).times(size);
      case Lowering.Contraction c -> {
        long depth = 1;
        for (int axis : c.leftContracted()) {
          depth *= node.operands().getFirst().shape().size(axis);
        }
        yield MULTIPLICATION.times(size * depth).plus(ADDITION.times(size * (depth - 1)));
      }
      case Lowering.Scatter.Add _ -> ADDITION.times(read);
      case Lowering.Triangular _ -> run(node);
      case Lowering.Composite(var expansion) -> {
        List<Expr> operands = node.operands();
        Flops flops = Flops.NONE;
        for (Expr inner : Graph.topological(List.of(expansion.apply(operands)), operands)) {
          if (inner instanceof Apply apply && !operands.contains(inner)) {
            flops = flops.plus(of(apply));
          }
        }
        yield flops;
      }
      case Lowering.Convert _,
          Lowering.View _,
          Lowering.Order _,
          Lowering.Gather _,
          Lowering.Scatter.Place _,
          Lowering.Generate _,
          Lowering.Barrier _,
          Lowering.Opaque _ ->
          Flops.NONE;
    };
  }

  private static final String VALUE = "value";
  private static final String MASK = "mask";

  private static Flops read(Lowering.Elementwise elementwise, Apply node) {
    FlopCounter counter = new FlopCounter();
    List<Lane<Object, Object>> operands =
        node.operands().stream()
            .map(
                x ->
                    x.dtype() == DType.BOOL
                        ? new Lane.Mask<>((Object) MASK)
                        : (Lane<Object, Object>) new Lane.Value<Object, Object>(VALUE))
            .toList();
    elementwise.formula().apply(counter.lanes(), operands);
    return counter.total;
  }

  /// An algorithm counts itself when it runs in an algebra that counts.
  private static Flops run(Apply node) {
    FlopCounter counter = new FlopCounter();
    Map<Expr, Elements> given = new HashMap<>();
    for (Expr operand : node.operands()) {
      Object[] data = new Object[(int) operand.shape().size()];
      Arrays.fill(data, VALUE);
      given.put(operand, new Elements(operand.type(), data));
    }
    new Reading<>(counter.algebra()).evaluate(List.of(node), given);
    return counter.total;
  }

  private Algebra<Object, Object> algebra() {
    return new Algebra<>() {
      @Override
      public Lanes<Object, Object> lanes(DType dtype) {
        return FlopCounter.this.lanes();
      }

      @Override
      public Object convert(Object x, DType to) {
        return VALUE;
      }

      @Override
      public long truncate(Object x) {
        return 0;
      }

      @Override
      public boolean isTrue(Object mask) {
        return true;
      }
    };
  }

  /// Every method of the algebra is one operation; what it gives does not matter.
  @SuppressWarnings("unchecked")
  private Lanes<Object, Object> lanes() {
    return (Lanes<Object, Object>)
        Proxy.newProxyInstance(
            Lanes.class.getClassLoader(),
            new Class<?>[] {Lanes.class},
            (proxy, method, arguments) -> {
              total = total.plus(PRICES.getOrDefault(method.getName(), Flops.NONE));
              return VALUE;
            });
  }
}
