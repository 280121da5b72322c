package dev.adjoint.openblas;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/// Resources of the class path as files of a directory that only this user can write.
///
/// A file's directory is named by the checksum of its content, so versions do not meet, and a file
/// is written under a name of its own and then renamed, so that other processes see all of it or
/// nothing. A file found there is used if it has the size that it should have.
final class Unpacking {
  private final ClassLoader loader;
  private final String root;
  private final Path cache;

  /// Unpacks from below a resource directory to the user's cache.
  Unpacking(ClassLoader loader, String root) throws IOException {
    this(loader, root, userCache());
  }

  Unpacking(ClassLoader loader, String root, Path cache) {
    this.loader = loader;
    this.root = root;
    this.cache = cache;
  }

  boolean holds(String name) {
    return loader.getResource(root + name) != null;
  }

  /// The file with the content of a resource.
  Path unpack(String name) throws IOException {
    URLConnection connection = connection(name);
    long size = connection.getContentLengthLong();
    Path directory = Files.createDirectories(cache.resolve(version(connection)));
    Path target = directory.resolve(name);
    if (intact(target, size)) {
      return target;
    }
    Path part = Files.createTempFile(directory, name, ".part");
    try {
      try (InputStream content = connection(name).getInputStream()) {
        Files.copy(content, part, StandardCopyOption.REPLACE_EXISTING);
      }
      if (!intact(part, size)) {
        throw new IOException(root + name + " was not written whole to " + part);
      }
      move(part, target);
    } finally {
      Files.deleteIfExists(part);
    }
    return target;
  }

  private URLConnection connection(String name) throws IOException {
    URL url = loader.getResource(root + name);
    if (url == null) {
      throw new FileNotFoundException(root + name);
    }
    URLConnection connection = url.openConnection();
    connection.setUseCaches(false);
    return connection;
  }

  /// What tells one content from another without reading it: the checksum that a jar keeps.
  private static String version(URLConnection connection) throws IOException {
    long mark = connection.getLastModified();
    if (connection instanceof JarURLConnection jar) {
      mark = jar.getJarEntry().getCrc();
      jar.getJarFile().close();
    }
    return Long.toHexString(mark);
  }

  private static void move(Path part, Path target) throws IOException {
    try {
      Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private static boolean intact(Path file, long size) throws IOException {
    return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) && Files.size(file) == size;
  }

  /// The user's cache directory; where it cannot be written, a fresh temporary one.
  private static Path userCache() throws IOException {
    String cacheHome = System.getenv("XDG_CACHE_HOME");
    Path home =
        cacheHome != null && Path.of(cacheHome).isAbsolute()
            ? Path.of(cacheHome)
            : Path.of(System.getProperty("user.home", "."), ".cache");
    Path own = writable(home.resolve("adjoint").resolve("openblas"));
    return own != null ? own : Files.createTempDirectory("adjoint-openblas");
  }

  private static @Nullable Path writable(Path directory) {
    try {
      Files.createDirectories(directory);
      if (Files.getFileStore(directory).supportsFileAttributeView("posix")) {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
      }
      Files.deleteIfExists(Files.createTempFile(directory, "try", null));
      return directory;
    } catch (IOException | SecurityException e) {
      return null;
    }
  }
}
