package dev.adjoint.autodiff.exec;

import dev.adjoint.autodiff.graph.Lanes;
import dev.adjoint.autodiff.tensor.DType;
import org.jspecify.annotations.Nullable;

/// Dual numbers over another algebra: forward-mode differentiation that shares nothing with the vjp
/// rules of ops. Over [Reals] it gives first derivatives, over itself second ones, and so on.
public record Duals<V, M>(Algebra<V, M> base) implements Algebra<Dual<V>, M> {
  @Override
  public Lanes<Dual<V>, M> lanes(DType dtype) {
    return new DualLanes<>(base.lanes(dtype));
  }

  @Override
  public Dual<V> convert(Dual<V> x, DType to) {
    @Nullable V tangent = x.tangent();
    return new Dual<>(
        base.convert(x.primal(), to), tangent == null ? null : base.convert(tangent, to));
  }

  @Override
  public long truncate(Dual<V> x) {
    return base.truncate(x.primal());
  }

  @Override
  public boolean isTrue(M mask) {
    return base.isTrue(mask);
  }
}
