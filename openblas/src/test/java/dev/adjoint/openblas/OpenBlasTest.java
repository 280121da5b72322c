package dev.adjoint.openblas;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.adjoint.autodiff.exec.blas.Blas;
import dev.adjoint.autodiff.exec.blas.CblasGemm;
import dev.adjoint.autodiff.exec.blas.Gemm;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class OpenBlasTest {
  private static final String ROOT = "org/bytedeco/openblas/";

  private static CblasGemm open() throws Exception {
    return CblasGemm.open(new OpenBlas().libraries());
  }

  @Test
  void theProcessUsesTheLibraryThatThisArtifactSupplies() {
    assertInstanceOf(CblasGemm.class, Blas.gemm());
  }

  @Test
  void doubleProductsAgreeWithPlainLoops() throws Exception {
    Gemm gemm = open();
    Random random = new Random(1);
    for (int[] s : sizes()) {
      for (int transposes = 0; transposes < 4; transposes++) {
        boolean transA = (transposes & 1) == 1;
        boolean transB = (transposes & 2) == 2;
        int lda = (transA ? s[0] : s[2]) + 3;
        int ldb = (transB ? s[2] : s[1]) + 2;
        int ldc = s[1] + 1;
        double[] a = random.doubles(5 + (long) lda * ((transA ? s[2] : s[0]) + 1)).toArray();
        double[] b = random.doubles(7 + (long) ldb * ((transB ? s[1] : s[2]) + 1)).toArray();
        double[] c = new double[9 + ldc * (s[0] + 1)];
        Arrays.fill(c, Double.NaN);
        gemm.multiply(transA, transB, s[0], s[1], s[2], a, 5, lda, b, 7, ldb, c, 9, ldc);
        for (int i = 0; i < s[0]; i++) {
          for (int j = 0; j < s[1]; j++) {
            double sum = 0;
            for (int p = 0; p < s[2]; p++) {
              sum +=
                  a[5 + (transA ? p * lda + i : i * lda + p)]
                      * b[7 + (transB ? j * ldb + p : p * ldb + j)];
            }
            assertEquals(sum, c[9 + i * ldc + j], 4e-16 * s[2] * s[2], Arrays.toString(s));
          }
          assertTrue(Double.isNaN(c[9 + i * ldc + s[1]]), "wrote beyond a row");
        }
        assertTrue(Double.isNaN(c[8]), "wrote before the matrix");
      }
    }
  }

  @Test
  void floatProductsAgreeWithPlainLoops() throws Exception {
    Gemm gemm = open();
    Random random = new Random(2);
    for (int[] s : sizes()) {
      for (int transposes = 0; transposes < 4; transposes++) {
        boolean transA = (transposes & 1) == 1;
        boolean transB = (transposes & 2) == 2;
        int lda = transA ? s[0] : Math.max(1, s[2]);
        int ldb = transB ? Math.max(1, s[2]) : s[1];
        float[] a = new float[s[0] * s[2] + 1];
        float[] b = new float[s[1] * s[2] + 1];
        for (int i = 0; i < a.length; i++) {
          a[i] = random.nextFloat();
        }
        for (int i = 0; i < b.length; i++) {
          b[i] = random.nextFloat();
        }
        float[] c = new float[s[0] * s[1]];
        Arrays.fill(c, Float.NaN);
        gemm.multiply(transA, transB, s[0], s[1], s[2], a, 0, lda, b, 0, ldb, c, 0, s[1]);
        for (int i = 0; i < s[0]; i++) {
          for (int j = 0; j < s[1]; j++) {
            double sum = 0;
            for (int p = 0; p < s[2]; p++) {
              sum +=
                  (double) a[transA ? p * lda + i : i * lda + p]
                      * b[transB ? j * ldb + p : p * ldb + j];
            }
            assertEquals(sum, c[i * s[1] + j], 1.2e-7 * s[2] * s[2], Arrays.toString(s));
          }
        }
      }
    }
  }

  /// m, n, k: with nothing to add, single rows, odd sizes, and one that is cut into several calls.
  private static List<int[]> sizes() {
    return List.of(
        new int[] {3, 2, 0},
        new int[] {1, 1, 1},
        new int[] {1, 65, 64},
        new int[] {65, 1, 64},
        new int[] {17, 19, 23},
        new int[] {64, 10, 128},
        new int[] {1400, 600, 700});
  }

  @Test
  void aFileIsUnpackedOnceAndRepairedIfItIsCut(@TempDir Path cache) throws Exception {
    String platform =
        OpenBlas.platform(System.getProperty("os.name"), System.getProperty("os.arch"));
    Unpacking unpacking =
        new Unpacking(OpenBlas.class.getClassLoader(), ROOT + platform + "/", cache);
    String name = OpenBlas.names(platform).getLast();
    Path file = unpacking.unpack(name);
    long size = Files.size(file);
    var written = Files.getLastModifiedTime(file);
    assertEquals(file, unpacking.unpack(name));
    assertEquals(written, Files.getLastModifiedTime(file));
    Files.write(file, new byte[] {1, 2, 3});
    assertEquals(file, unpacking.unpack(name));
    assertEquals(size, Files.size(file));
    try (var left = Files.list(file.getParent())) {
      assertEquals(1, left.count());
    }
  }

  private static Unpacking unpacking(Path cache) {
    String platform =
        OpenBlas.platform(System.getProperty("os.name"), System.getProperty("os.arch"));
    return new Unpacking(OpenBlas.class.getClassLoader(), ROOT + platform + "/", cache);
  }

  /// A file of the right size, which [Unpacking#unpack] therefore takes.
  @Test
  void aDamagedFileOfTheRightSizeIsRepairedOnceItCannotBeOpened(@TempDir Path cache)
      throws Exception {
    Unpacking unpacking = unpacking(cache);
    String platform =
        OpenBlas.platform(System.getProperty("os.name"), System.getProperty("os.arch"));
    String name = OpenBlas.names(platform).getLast();
    Path file = unpacking.unpack(name);
    byte[] right = Files.readAllBytes(file);
    Files.write(file, new byte[right.length]);
    assertEquals(file, unpacking.unpack(name));
    assertThrows(IllegalArgumentException.class, () -> CblasGemm.open(List.of(file)));
    assertTrue(unpacking.repair(name));
    assertArrayEquals(right, Files.readAllBytes(file));
    assertFalse(unpacking.repair(name), "an intact file is not unpacked again");
  }

  /// The whole way, in a process whose cache is damaged.
  @Test
  void aProcessWithADamagedCacheStillUsesTheLibrary(@TempDir Path home) throws Exception {
    assertEquals("true", usesTheLibrary(home));
    List<Path> files;
    try (var all = Files.walk(home)) {
      files = all.filter(Files::isRegularFile).toList();
    }
    Path library =
        files.stream().filter(f -> f.toString().contains("openblas.")).findFirst().orElseThrow();
    Files.write(library, new byte[(int) Files.size(library)]);
    assertEquals("true", usesTheLibrary(home));
  }

  private static String usesTheLibrary(Path cacheHome) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            Probe.class.getName());
    builder.environment().put("XDG_CACHE_HOME", cacheHome.toString());
    Process process = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
  }

  /// Prints whether this process multiplies by a native library.
  static final class Probe {
    private Probe() {}

    public static void main(String[] args) {
      System.out.println(Blas.gemm() instanceof CblasGemm);
    }
  }

  @Test
  void allProcessesOfAUserShareOneTemporaryDirectory(@TempDir Path parent) throws Exception {
    Path directory = Unpacking.temporary(parent);
    assertEquals(directory, Unpacking.temporary(parent));
    try (var left = Files.list(parent)) {
      assertEquals(List.of(directory), left.toList());
    }
  }

  @Test
  void aTemporaryDirectoryThatOthersCouldWriteIsNotTrusted(@TempDir Path parent) throws Exception {
    assumeTrue(Files.getFileStore(parent).supportsFileAttributeView("posix"));
    Path directory = Unpacking.temporary(parent);
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
    String message =
        assertThrows(IOException.class, () -> Unpacking.temporary(parent)).getMessage();
    assertTrue(message.contains("is not trusted"), message);
    Files.delete(directory);
    Files.createSymbolicLink(directory, Files.createDirectory(parent.resolve("elsewhere")));
    message = assertThrows(IOException.class, () -> Unpacking.temporary(parent)).getMessage();
    assertTrue(message.contains("is in the way"), message);
  }

  @Test
  void platformsAreNamedAsTheJarsAre() {
    assertEquals("linux-x86_64", OpenBlas.platform("Linux", "amd64"));
    assertEquals("macosx-arm64", OpenBlas.platform("Mac OS X", "aarch64"));
    assertEquals("windows-x86_64", OpenBlas.platform("Windows 11", "amd64"));
    assertNotEquals("linux-x86_64", OpenBlas.platform("Linux", "riscv64"));
  }
}
