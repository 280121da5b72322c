package dev.adjoint.autodiff.tensor.internal;

import dev.adjoint.autodiff.tensor.Shape;
import dev.adjoint.autodiff.tensor.Tensor;
import java.lang.invoke.MethodHandles;
import org.jspecify.annotations.Nullable;

/// The bridge by which other packages of this module reach a tensor's storage without copying it.
///
/// Storage is a `float[]`, `double[]`, `boolean[]` or `long[]` in row-major order. By convention it
/// is read only: tensors are immutable, and reshaped ones share it.
public final class TensorAccess {
  private static volatile @Nullable Bridge bridge;

  private TensorAccess() {}

  /// What [Tensor] lends to this class.
  public interface Bridge {
    /// The storage of a tensor, not copied.
    Object array(Tensor tensor);

    /// A tensor over this storage, not copied.
    Tensor wrap(Shape shape, Object primitiveArray);
  }

  /// Called once, by [Tensor], when it is initialised.
  public static void install(Bridge installed) {
    if (bridge != null) {
      throw new IllegalStateException("the bridge is installed already");
    }
    bridge = installed;
  }

  /// The storage of a tensor, not copied; do not write to it.
  public static Object array(Tensor tensor) {
    return bridge().array(tensor);
  }

  /// A tensor over this array, which it takes over; do not write to it afterwards. The element type
  /// is the array's; its length must be the size of the shape.
  public static Tensor wrap(Shape shape, Object primitiveArray) {
    return bridge().wrap(shape, primitiveArray);
  }

  private static Bridge bridge() {
    Bridge installed = bridge;
    if (installed == null) {
      try {
        MethodHandles.lookup().ensureInitialized(Tensor.class);
      } catch (IllegalAccessException e) {
        throw new AssertionError(e);
      }
      installed = bridge;
    }
    if (installed == null) {
      throw new IllegalStateException("Tensor did not install the bridge");
    }
    return installed;
  }
}
