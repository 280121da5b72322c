package dev.adjoint.autodiff.exec.blas;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.File;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Matrix products by a native CBLAS library, which works on the Java arrays where they lie.
///
/// A call holds off every safepoint, hence garbage collections, while it runs; so long products are
/// cut, along the longer side of C, into calls of some milliseconds. Products of few operations go
/// to [JavaGemm]. Both choices depend on the sizes only.
public final class CblasGemm implements Gemm {
  private static final int ROW_MAJOR = 101;
  private static final int NO_TRANS = 111;
  private static final int TRANS = 112;

  /// Multiplications in one call: about 5 ms on two cores of 2020.
  private static final long LONGEST = 500_000_000L;

  /// A narrower cut would repack the other operand too often.
  private static final int NARROWEST = 512;

  private static final long SMALLEST = 64;

  private final MethodHandle sgemm;
  private final MethodHandle dgemm;
  private final String library;
  private final JavaGemm small = new JavaGemm();

  private CblasGemm(SymbolLookup symbols, String library) {
    this.sgemm = handle(symbols, "cblas_sgemm", true, library);
    this.dgemm = handle(symbols, "cblas_dgemm", false, library);
    this.library = library;
  }

  /// The library at a path, or of a name that the system's loader finds.
  @SuppressWarnings("restricted")
  public static CblasGemm open(String pathOrName) {
    Path path = Path.of(pathOrName);
    if (Files.isRegularFile(path)) {
      return open(List.of(path));
    }
    return new CblasGemm(lookUp(pathOrName), pathOrName);
  }

  /// The last of these libraries, after the others that it needs.
  @SuppressWarnings("restricted")
  public static CblasGemm open(List<Path> libraries) {
    if (libraries.isEmpty()) {
      throw new IllegalArgumentException("no library for this machine");
    }
    for (Path path : libraries.subList(0, libraries.size() - 1)) {
      System.load(path.toAbsolutePath().toString());
    }
    Path last = libraries.getLast().toAbsolutePath();
    return new CblasGemm(lookUp(last), last.toString());
  }

  @SuppressWarnings("restricted")
  private static SymbolLookup lookUp(String name) {
    try {
      return SymbolLookup.libraryLookup(name, Arena.global());
    } catch (IllegalArgumentException e) {
      if (name.contains("/") || name.contains(File.separator)) {
        String why = Files.exists(Path.of(name)) ? "it is not a file" : "there is no such file";
        throw new IllegalArgumentException("cannot load the library " + name + ": " + why, e);
      }
      try {
        return SymbolLookup.libraryLookup(System.mapLibraryName(name), Arena.global());
      } catch (IllegalArgumentException again) {
        throw new IllegalArgumentException(
            "cannot load the library '%s' (or '%s'): the system's loader finds none of that name"
                .formatted(name, System.mapLibraryName(name)),
            e);
      }
    }
  }

  @SuppressWarnings("restricted")
  private static SymbolLookup lookUp(Path path) {
    try {
      return SymbolLookup.libraryLookup(path, Arena.global());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "cannot load the library %s: it is damaged, not for this machine, or needs another library"
              .formatted(path),
          e);
    }
  }

  @SuppressWarnings("restricted")
  private static MethodHandle handle(
      SymbolLookup symbols, String name, boolean single, String library) {
    MemorySegment function =
        symbols
            .find(name)
            .orElseThrow(() -> new IllegalArgumentException(library + " has no " + name));
    var real = single ? JAVA_FLOAT : JAVA_DOUBLE;
    return Linker.nativeLinker()
        .downcallHandle(
            function,
            FunctionDescriptor.ofVoid(
                JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, real, ADDRESS, JAVA_INT,
                ADDRESS, JAVA_INT, real, ADDRESS, JAVA_INT),
            Linker.Option.critical(true));
  }

  @Override
  public void multiply(
      boolean transA,
      boolean transB,
      int m,
      int n,
      int k,
      float[] a,
      int aOffset,
      int lda,
      float[] b,
      int bOffset,
      int ldb,
      float[] c,
      int cOffset,
      int ldc) {
    if ((long) m * n * k <= SMALLEST) {
      small.multiply(transA, transB, m, n, k, a, aOffset, lda, b, bOffset, ldb, c, cOffset, ldc);
      return;
    }
    int piece = piece(m, n, k);
    boolean rows = m >= n;
    int length = rows ? m : n;
    for (int start = 0; start < length; start += piece) {
      int size = Math.min(piece, length - start);
      int row = rows ? start : 0;
      int column = rows ? 0 : start;
      MemorySegment x = from(a, aOffset + (transA ? row : row * lda));
      MemorySegment y = from(b, bOffset + (transB ? column * ldb : column));
      MemorySegment z = from(c, cOffset + row * ldc + column);
      try {
        sgemm.invokeExact(
            ROW_MAJOR,
            transA ? TRANS : NO_TRANS,
            transB ? TRANS : NO_TRANS,
            rows ? size : m,
            rows ? n : size,
            k,
            1f,
            x,
            lda,
            y,
            ldb,
            0f,
            z,
            ldc);
      } catch (Throwable e) {
        throw failed(e);
      }
    }
  }

  @Override
  public void multiply(
      boolean transA,
      boolean transB,
      int m,
      int n,
      int k,
      double[] a,
      int aOffset,
      int lda,
      double[] b,
      int bOffset,
      int ldb,
      double[] c,
      int cOffset,
      int ldc) {
    if ((long) m * n * k <= SMALLEST) {
      small.multiply(transA, transB, m, n, k, a, aOffset, lda, b, bOffset, ldb, c, cOffset, ldc);
      return;
    }
    int piece = piece(m, n, k);
    boolean rows = m >= n;
    int length = rows ? m : n;
    for (int start = 0; start < length; start += piece) {
      int size = Math.min(piece, length - start);
      int row = rows ? start : 0;
      int column = rows ? 0 : start;
      MemorySegment x = from(a, aOffset + (transA ? row : row * lda));
      MemorySegment y = from(b, bOffset + (transB ? column * ldb : column));
      MemorySegment z = from(c, cOffset + row * ldc + column);
      try {
        dgemm.invokeExact(
            ROW_MAJOR,
            transA ? TRANS : NO_TRANS,
            transB ? TRANS : NO_TRANS,
            rows ? size : m,
            rows ? n : size,
            k,
            1d,
            x,
            lda,
            y,
            ldb,
            0d,
            z,
            ldc);
      } catch (Throwable e) {
        throw failed(e);
      }
    }
  }

  /// How much of the longer side of C goes into one call.
  static int piece(int m, int n, int k) {
    int length = Math.max(m, n);
    long other = (long) Math.min(m, n) * k;
    return (int) Math.min(length, Math.max(NARROWEST, LONGEST / Math.max(1, other)));
  }

  private static MemorySegment from(float[] array, int offset) {
    return MemorySegment.ofArray(array).asSlice(4L * offset);
  }

  private static MemorySegment from(double[] array, int offset) {
    return MemorySegment.ofArray(array).asSlice(8L * offset);
  }

  private static IllegalStateException failed(Throwable e) {
    return new IllegalStateException("[blas] the call failed", e);
  }

  @Override
  public String description() {
    return "CBLAS in " + library;
  }
}
