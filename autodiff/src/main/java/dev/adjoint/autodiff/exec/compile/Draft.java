package dev.adjoint.autodiff.exec.compile;

import java.util.ArrayList;
import java.util.List;

/// Nodes that are computed together, in the order in which drafts are numbered.
sealed interface Draft {
  /// Its number: it reads memory that drafts of lower numbers wrote.
  int number();

  /// The nodes, operands before their users.
  List<Node> nodes();

  /// Elementwise nodes of a single element.
  record Scalars(int number, List<Node> nodes) implements Draft {
    /// More would only make the compiler's tables long.
    static final int CAPACITY = 16_384;

    Scalars(int number) {
      this(number, new ArrayList<>());
    }
  }

  /// Elementwise nodes of an equal number of elements.
  record Region(int number, List<Node> nodes, int size) implements Draft {
    /// Bounds the registers, which are to stay in the cache.
    static final int CAPACITY = 192;

    Region(int number, int size) {
      this(number, new ArrayList<>(), size);
    }
  }

  /// A node that is computed alone; if it is a view, by copying it.
  record Single(int number, Node node) implements Draft {
    @Override
    public List<Node> nodes() {
      return List.of(node);
    }
  }
}
