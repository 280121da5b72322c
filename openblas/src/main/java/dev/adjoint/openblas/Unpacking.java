package dev.adjoint.openblas;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/// Resources of the class path as files of a directory that only this user can write.
///
/// A file's directory carries the digest of its content, so versions do not meet, and a file is
/// written under a name of its own and then renamed, so that other processes see all of it or
/// nothing. A file found there is used only if its content has the digest.
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
    String digest;
    try (InputStream content = open(name)) {
      digest = digest(content);
    }
    Path directory = Files.createDirectories(cache.resolve(digest.substring(0, 16)));
    Path target = directory.resolve(name);
    if (intact(target, digest)) {
      return target;
    }
    Path part = Files.createTempFile(directory, name, ".part");
    try {
      try (InputStream content = open(name)) {
        Files.copy(content, part, StandardCopyOption.REPLACE_EXISTING);
      }
      move(part, target);
    } finally {
      Files.deleteIfExists(part);
    }
    if (!intact(target, digest)) {
      throw new IOException(target + " was changed while it was being written");
    }
    return target;
  }

  private InputStream open(String name) throws IOException {
    URL url = loader.getResource(root + name);
    if (url == null) {
      throw new FileNotFoundException(root + name);
    }
    URLConnection connection = url.openConnection();
    connection.setUseCaches(false);
    return connection.getInputStream();
  }

  private static void move(Path part, Path target) throws IOException {
    try {
      Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private static boolean intact(Path file, String digest) throws IOException {
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      return false;
    }
    try (InputStream content = Files.newInputStream(file)) {
      return digest(content).equals(digest);
    }
  }

  private static String digest(InputStream content) throws IOException {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      try (DigestInputStream digested = new DigestInputStream(content, sha)) {
        digested.transferTo(OutputStream.nullOutputStream());
      }
      return HexFormat.of().formatHex(sha.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IOException(e);
    }
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
