package dev.adjoint.autodiff.exec.compile;

import dev.adjoint.autodiff.exec.compile.step.Strides;
import dev.adjoint.autodiff.graph.Lowering.View;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Where the elements of a node lie in the memory of another, its root: element `(i, j, …)` lies
/// `offset + i·strides[0] + j·strides[1] + …` elements behind the root's first.
final class Access {
  private final Node root;
  private final int offset;
  private final int[] sizes;
  private final int[] strides;

  /// Takes over its arrays.
  Access(Node root, int offset, int[] sizes, int[] strides) {
    this.root = root;
    this.offset = offset;
    this.sizes = sizes;
    this.strides = strides;
  }

  Node root() {
    return root;
  }

  int offset() {
    return offset;
  }

  int[] sizes() {
    return sizes;
  }

  int[] strides() {
    return strides;
  }

  /// A node's own elements.
  static Access whole(Node node) {
    return new Access(node, 0, node.sizes, Strides.dense(node.sizes));
  }

  /// Whether the elements lie one behind another in row-major order.
  boolean dense() {
    int expected = 1;
    for (int a = sizes.length - 1; a >= 0; a--) {
      if (sizes[a] == 0) {
        return true;
      }
      if (sizes[a] != 1 && strides[a] != expected) {
        return false;
      }
      expected *= sizes[a];
    }
    return true;
  }

  /// Whether these are all elements of the root in their order.
  boolean complete() {
    int size = 1;
    for (int length : sizes) {
      size *= length;
    }
    return offset == 0 && size == root.size && dense();
  }

  /// The access through a view to a result of some sizes; empty if strides cannot express it.
  Optional<Access> through(View view, int[] result) {
    return switch (view) {
      case View.Permute(List<Integer> axes) -> Optional.of(permute(axes));
      case View.Expand _ -> Optional.of(expand(result));
      case View.Reshape _ -> reshape(result);
      case View.Slice slice -> Optional.of(slice(slice, result));
      case View.Flip flip -> Optional.of(flip(flip));
    };
  }

  private Access permute(List<Integer> axes) {
    int[] newSizes = new int[axes.size()];
    int[] newStrides = new int[axes.size()];
    for (int a = 0; a < newSizes.length; a++) {
      newSizes[a] = sizes[axes.get(a)];
      newStrides[a] = strides[axes.get(a)];
    }
    return new Access(root, offset, newSizes, newStrides);
  }

  private Access expand(int[] result) {
    int[] newStrides = new int[result.length];
    int missing = result.length - sizes.length;
    for (int a = 0; a < sizes.length; a++) {
      newStrides[missing + a] = sizes[a] == 1 ? 0 : strides[a];
    }
    return new Access(root, offset, result, newStrides);
  }

  private Optional<Access> reshape(int[] result) {
    if (dense()) {
      return Optional.of(new Access(root, offset, result, Strides.dense(result)));
    }
    return squeezed(sizes).equals(squeezed(result))
        ? Optional.of(respaced(result))
        : Optional.empty();
  }

  private static List<Integer> squeezed(int[] sizes) {
    return Arrays.stream(sizes).filter(s -> s != 1).boxed().toList();
  }

  /// The same axes with others of length 1 between them.
  private Access respaced(int[] result) {
    int[] newStrides = new int[result.length];
    int from = 0;
    for (int a = 0; a < result.length; a++) {
      if (result[a] != 1) {
        while (sizes[from] == 1) {
          from++;
        }
        newStrides[a] = strides[from++];
      }
    }
    return new Access(root, offset, result, newStrides);
  }

  private Access slice(View.Slice slice, int[] result) {
    int start = offset;
    int[] newStrides = new int[strides.length];
    boolean empty = Arrays.stream(result).anyMatch(s -> s == 0);
    for (int a = 0; a < strides.length; a++) {
      start += empty ? 0 : slice.starts().get(a).size() * strides[a];
      newStrides[a] = strides[a] * slice.steps().get(a);
    }
    return new Access(root, start, result, newStrides);
  }

  private Access flip(View.Flip flip) {
    int start = offset;
    int[] newStrides = strides.clone();
    for (int a : flip.axes()) {
      start += Math.max(0, sizes[a] - 1) * strides[a];
      newStrides[a] = -strides[a];
    }
    return new Access(root, start, sizes, newStrides);
  }
}
