package dev.adjoint.autodiff.op;

import dev.adjoint.autodiff.graph.Constant;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Misuse;
import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.Tensor;
import dev.adjoint.autodiff.tensor.TensorType;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// The source of randomness: an explicit value, INT64[2], that a draw is a pure function of. Equal
/// keys give equal draws, so every use needs a key of its own, made by [#split].
public record Key(Expr words) {
  /// The type of a key's words, for an input that a caller binds at every step.
  public static final TensorType TYPE = TensorType.of(DType.INT64, 2);

  /// Refuses what is not a key.
  public Key {
    if (!words.type().equals(TYPE)) {
      throw Misuse.dtype("key", "a key is " + TYPE, List.of(words));
    }
  }

  /// The key of a seed.
  public static Key of(long seed) {
    return new Key(Constant.of(words(seed)));
  }

  /// The words of the key of a seed, for binding.
  public static Tensor words(long seed) {
    return Tensor.of(seed, 0L);
  }

  /// An independent key for a named use.
  public Key split(String name) {
    long hash = 0xcbf29ce484222325L; // FNV-1a, 64 bits
    for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ (b & 0xff)) * 0x100000001b3L;
    }
    return new Key(new SplitKey(hash).of(words));
  }

  /// An independent key for the i-th use.
  public Key split(int i) {
    return new Key(new SplitKey(i).of(words));
  }
}
