package dev.adjoint.autodiff.exec.blas;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class JavaGemmTest {
  private static final Gemm JAVA = new JavaGemm();

  @ParameterizedTest
  @CsvSource({"3,2,0", "1,1,1", "5,7,3", "4,4,4", "17,19,23", "33,600,40", "2,3,300", "70,530,260"})
  void productsAgreeWithPlainLoops(int m, int n, int k) {
    for (int transposes = 0; transposes < 4; transposes++) {
      check(JAVA, (transposes & 1) == 1, (transposes & 2) == 2, m, n, k);
    }
  }

  @Test
  void aLibraryNamedByAPropertyAgreesWithPlainLoops() {
    String library = System.getProperty("adjoint.test.blas", "");
    assumeFalse(library.isEmpty(), "set adjoint.test.blas to a CBLAS library to test it");
    Gemm gemm = Blas.choose(library);
    assertInstanceOf(CblasGemm.class, gemm);
    check(gemm, true, false, 17, 19, 23);
    check(gemm, false, true, 70, 530, 260);
  }

  @Test
  void aLibraryThatCannotBeLoadedIsAnError() {
    IllegalArgumentException error =
        assertThrows(IllegalArgumentException.class, () -> Blas.choose("no-such-library-here"));
    assertTrue(error.getMessage().contains("no-such-library-here"), error::getMessage);
  }

  @Test
  void plainJavaCanBeAskedFor() {
    assertInstanceOf(JavaGemm.class, Blas.choose("java"));
  }

  @Test
  void longProductsAreCutAlongTheLongerSide() {
    assertEquals(64, CblasGemm.piece(64, 10, 784));
    assertEquals(512, CblasGemm.piece(512, 2048, 2048));
    assertTrue(CblasGemm.piece(1_000_000, 100, 100) < 1_000_000);
  }

  /// Both dtypes, with offsets, rows that lie apart, and a result that held NaN before.
  private static void check(Gemm gemm, boolean transA, boolean transB, int m, int n, int k) {
    int lda = (transA ? m : k) + 3;
    int ldb = (transB ? k : n) + 2;
    int ldc = n + 1;
    Random random = new Random(m + 31L * n);
    double[] a = random.doubles(5 + (long) lda * ((transA ? k : m) + 1), -1, 1).toArray();
    double[] b = random.doubles(7 + (long) ldb * ((transB ? n : k) + 1), -1, 1).toArray();
    double[] c = new double[9 + ldc * (m + 1)];
    Arrays.fill(c, Double.NaN);
    float[] a32 = floats(a);
    float[] b32 = floats(b);
    float[] c32 = floats(c);
    gemm.multiply(transA, transB, m, n, k, a, 5, lda, b, 7, ldb, c, 9, ldc);
    gemm.multiply(transA, transB, m, n, k, a32, 5, lda, b32, 7, ldb, c32, 9, ldc);
    double[] expected = new double[c.length];
    Arrays.fill(expected, Double.NaN);
    for (int i = 0; i < m; i++) {
      for (int j = 0; j < n; j++) {
        double sum = 0;
        double sum32 = 0;
        for (int p = 0; p < k; p++) {
          int x = 5 + (transA ? p * lda + i : i * lda + p);
          int y = 7 + (transB ? j * ldb + p : p * ldb + j);
          sum += a[x] * b[y];
          sum32 += (double) a32[x] * b32[y];
        }
        int place = 9 + i * ldc + j;
        expected[place] = sum;
        assertEquals(sum32, c32[place], 6e-8 * k * k, "float element " + i + ", " + j);
      }
    }
    assertArrayEquals(expected, c, 1.2e-16 * k * k + 1e-300);
  }

  private static float[] floats(double[] values) {
    float[] floats = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      floats[i] = (float) values[i];
    }
    return floats;
  }
}
