package dev.adjoint.usercode;

import static dev.adjoint.autodiff.op.Pad.pad;
import static dev.adjoint.autodiff.op.Slice.slice;
import static dev.adjoint.usercode.BlindFaults.normal;
import static dev.adjoint.usercode.BlindFaults.real;
import static dev.adjoint.usercode.BlindFaults.uniform;
import static dev.adjoint.usercode.HandWritten.bars;

import dev.adjoint.autodiff.graph.Arity;
import dev.adjoint.autodiff.graph.Constant;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Input;
import dev.adjoint.autodiff.graph.Lowering;
import dev.adjoint.autodiff.graph.Op;
import dev.adjoint.autodiff.op.Concat;
import dev.adjoint.autodiff.op.Pad;
import dev.adjoint.autodiff.op.Sin;
import dev.adjoint.autodiff.tensor.Dim;
import dev.adjoint.autodiff.tensor.Tensor;
import dev.adjoint.autodiff.tensor.TensorType;
import dev.adjoint.usercode.BlindFaults.Fault;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Filters, stencils, quadrature and solvers on a grid.
final class BlindGrids {
  private BlindGrids() {}

  static List<Fault> of(boolean wrong) {
    return List.of(filter(wrong), thinned(wrong), heat(wrong), action(wrong), advection(wrong));
  }

  /// `y[t] = Σₖ w[k]·x[t + k]` where the filter fits.
  record Correlate(boolean wrong) implements HandWritten {
    @Override
    public Expr value(List<Expr> x) {
      int taps = x.get(1).shape().size(0);
      int n = x.get(0).shape().size(0) - taps + 1;
      Expr y = slice(x.get(0), 0, 0, n).times(slice(x.get(1), 0, 0, 1));
      for (int k = 1; k < taps; k++) {
        y = y.plus(slice(x.get(0), 0, k, k + n).times(slice(x.get(1), 0, k, k + 1)));
      }
      return y;
    }

    @Override
    public List<Optional<Expr>> vjp(List<Expr> operands, Expr y, Expr yBar) {
      Expr x = operands.get(0);
      Expr w = operands.get(1);
      int taps = w.shape().size(0);
      int n = yBar.shape().size(0);
      List<Expr> wBar = new ArrayList<>();
      Expr xBar = x.times(0);
      for (int k = 0; k < taps; k++) {
        int before = wrong ? taps - 1 - k : k;
        Expr tap = yBar.times(slice(w, 0, k, k + 1));
        xBar = xBar.plus(pad(tap, 0, before, taps - 1 - before));
        wBar.add(yBar.times(slice(x, 0, k, k + n)).sum());
      }
      return bars(xBar, Concat.stack(0, wBar.toArray(Expr[]::new)));
    }
  }

  private static Fault filter(boolean wrong) {
    Input x = real("x", 9);
    Input w = real("w", 3);
    Input v = real("v", 7);
    Expr hidden = new Correlate(wrong).of(x.tanh(), w).relu();
    return new Fault(
        "filter that is not flipped",
        hidden.times(v).sum().square(),
        Map.of(x, normal(x, 1), w, Tensor.of(0.3, 0.5, 0.2), v, normal(v, 2)),
        Correlate.class,
        0,
        "the cotangent of a correlation is a convolution; a symmetric filter would hide it");
  }

  /// Every second element.
  record EverySecond(boolean wrong) implements Op {
    @Override
    public TensorType type(List<TensorType> operands) {
      TensorType x = Arity.unary(operands);
      return new TensorType(x.dtype(), x.shape().with(0, Dim.of(x.shape().size(0) / 2)));
    }

    @Override
    public List<Optional<Expr>> vjp(List<Expr> operands, Expr y, Expr yBar) {
      Dim start = Dim.of(wrong ? 1 : 0);
      return bars(new Pad(List.of(start), List.of(2), operands.getFirst().shape()).of(yBar));
    }

    @Override
    public Lowering lowering(List<TensorType> operands) {
      return new Lowering.View.Slice(List.of(Dim.of(0)), List.of(2));
    }
  }

  private static Fault thinned(boolean wrong) {
    Input x = real("x", 10);
    Input t = real("t", 5);
    Expr smooth = x.plus(pad(slice(x, 0, 0, 9), 0, 1, 0)).times(0.5);
    return new Fault(
        "stride off by one",
        new EverySecond(wrong).of(smooth.sigmoid()).minus(t).square().mean(),
        Map.of(x, normal(x, 1), t, normal(t, 2)),
        EverySecond.class,
        0,
        "elements 0, 2, 4 … are read, the cotangents go to 1, 3, 5 …");
  }

  /// `(u[i−1] − 2u[i] + u[i+1])/h²`, mirrored at both ends: `u[−1] = u[1]`.
  record MirrorLaplacian(double spacing, boolean wrong) implements HandWritten {
    @Override
    public Expr value(List<Expr> x) {
      Expr u = x.getFirst();
      int n = u.shape().size(0);
      Expr wide = Concat.concat(0, slice(u, 0, 1, 2), u, slice(u, 0, n - 2, n - 1));
      Expr sides = slice(wide, 0, 0, n).plus(slice(wide, 0, 2, n + 2));
      return sides.minus(u.times(2)).dividedBy(spacing * spacing);
    }

    @Override
    public List<Optional<Expr>> vjp(List<Expr> operands, Expr y, Expr yBar) {
      if (wrong) {
        return bars(value(List.of(yBar)));
      }
      int n = yBar.shape().size(0);
      Expr wide = pad(yBar, 0, 0, 2).plus(pad(yBar, 0, 2, 0));
      Expr mirrored =
          pad(slice(wide, 0, 0, 1), 0, 1, n - 2)
              .plus(pad(slice(wide, 0, n + 1, n + 2), 0, n - 2, 1));
      Expr sides = slice(wide, 0, 1, n + 1).plus(mirrored);
      return bars(sides.minus(yBar.times(2)).dividedBy(spacing * spacing));
    }
  }

  private static Fault heat(boolean wrong) {
    Input u = real("u", 7);
    Input before = real("before", 7);
    Input diffusivity = real("diffusivity");
    Expr flow = new MirrorLaplacian(0.5, wrong).of(u).times(diffusivity);
    Expr residual = u.minus(before).dividedBy(0.1).minus(flow).minus(Sin.sin(u));
    return new Fault(
        "stencil taken for symmetric",
        residual.square().mean(),
        Map.of(
            u, normal(u, 1),
            before, normal(before, 2),
            diffusivity, Tensor.scalar(0.7)),
        MirrorLaplacian.class,
        0,
        "a Laplacian is its own adjoint, but not with a mirrored boundary: wrong in four elements");
  }

  /// The trapezoidal rule along a vector.
  record Trapezoid(double spacing, boolean wrong) implements HandWritten {
    @Override
    public Expr value(List<Expr> x) {
      Expr f = x.getFirst();
      int n = f.shape().size(0);
      Expr ends = slice(f, 0, 0, 1).plus(slice(f, 0, n - 1, n)).sum();
      return f.sum().minus(ends.times(0.5)).times(spacing);
    }

    @Override
    public List<Optional<Expr>> vjp(List<Expr> operands, Expr y, Expr yBar) {
      double[] weights = new double[operands.getFirst().shape().size(0)];
      Arrays.fill(weights, spacing);
      weights[0] = spacing / 2;
      weights[weights.length - 1] = wrong ? spacing : spacing / 2;
      return bars(Constant.of(Tensor.of(weights)).times(yBar));
    }
  }

  private static Fault action(boolean wrong) {
    Input q = real("q", 6);
    Input mass = real("mass");
    Expr speed = slice(q, 0, 1, 6).minus(slice(q, 0, 0, 5)).dividedBy(0.2);
    Expr kinetic = speed.square().sum().times(mass).times(0.1);
    Expr potential = new Trapezoid(0.2, wrong).of(q.square().square().minus(q.square()));
    return new Fault(
        "last weight of a quadrature",
        kinetic.minus(potential),
        Map.of(q, normal(q, 1), mass, Tensor.scalar(1.5)),
        Trapezoid.class,
        0,
        "the first end has half a weight, the last one a whole");
  }

  /// The solution of `(1 + c)·y[i] − c·y[i−1] = x[i]`, or from the back; computed by substitution.
  record Upwind(double courant, boolean backward, boolean wrong) implements Op {
    @Override
    public TensorType type(List<TensorType> operands) {
      return Arity.unary(operands);
    }

    @Override
    public List<Optional<Expr>> vjp(List<Expr> operands, Expr y, Expr yBar) {
      return bars(new Upwind(courant, wrong ? backward : !backward, wrong).of(yBar));
    }

    @Override
    public Lowering lowering(List<TensorType> operands) {
      return new Lowering.Opaque(x -> substitute(x.getFirst()));
    }

    private Tensor substitute(Tensor x) {
      double[] y = x.toDoubleArray();
      int n = y.length;
      double before = 0;
      for (int k = 0; k < n; k++) {
        int i = backward ? n - 1 - k : k;
        before = (y[i] + courant * before) / (1 + courant);
        y[i] = before;
      }
      return Tensor.of(x.shape(), y);
    }
  }

  private static Fault advection(boolean wrong) {
    Input start = real("start", 6);
    Input source = real("source", 6);
    Input observed = real("observed", 6);
    Expr state = new Upwind(0.8, false, wrong).of(start.plus(source.exp().times(0.1)));
    return new Fault(
        "solver without a transpose",
        state.minus(observed).square().sum().plus(source.square().sum().times(0.01)),
        Map.of(
            start, normal(start, 1),
            source, uniform(source, 2, -1, 1),
            observed, normal(observed, 3)),
        Upwind.class,
        0,
        "the adjoint of a solve is a solve with the transpose; here the same solver is called");
  }
}
