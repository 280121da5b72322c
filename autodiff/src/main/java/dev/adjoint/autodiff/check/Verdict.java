package dev.adjoint.autodiff.check;

import java.util.List;
import java.util.Set;

/// The outcome of a check.
public sealed interface Verdict {
  /// Confirmed: nothing contradicts the derivative, and comparisons that would have shown a
  /// relative error of 10⁻⁷ agree with it.
  ///
  /// @param oracles what confirmed it
  /// @param compared how many comparisons did
  record Pass(Set<Oracle> oracles, long compared) implements Verdict {
    /// Copies the set.
    public Pass {
      oracles = Set.copyOf(oracles);
    }
  }

  /// Wrong.
  record Fail(List<Fault> faults) implements Verdict {
    /// Copies the list.
    public Fail {
      faults = List.copyOf(faults);
    }
  }

  /// Neither confirmed nor refuted.
  record NotChecked(List<Unchecked> unchecked) implements Verdict {
    /// Copies the list.
    public NotChecked {
      unchecked = List.copyOf(unchecked);
    }
  }
}
