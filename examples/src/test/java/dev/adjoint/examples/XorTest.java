package dev.adjoint.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

final class XorTest {
  @Test
  void getsAllFourRight() {
    StringWriter out = new StringWriter();
    assertEquals(4, Xor.run(new PrintWriter(out), 2000));
    assertTrue(out.toString().contains("4 of 4 right"), out.toString());
  }
}
