import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;

/** Serves the files of one folder on a free loopback port, which it prints: {@code FileServer DIR}. */
final class FileServer {

  public static void main(String[] args) throws IOException {
    var root = Path.of(args[0]).toRealPath();
    var loopback = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    var server = HttpServer.create(loopback, 0);
    server.createContext("/", exchange -> answer(exchange, root));
    server.start();
    System.out.println(server.getAddress().getPort());
  }

  private static void answer(HttpExchange exchange, Path root) throws IOException {
    try (exchange) {
      var file = root.resolve(exchange.getRequestURI().getPath().substring(1)).normalize();
      if (!file.startsWith(root) || !Files.isRegularFile(file)) {
        exchange.sendResponseHeaders(404, -1);
        return;
      }
      exchange.sendResponseHeaders(200, Files.size(file) == 0 ? -1 : Files.size(file));
      Files.copy(file, exchange.getResponseBody());
    }
  }
}
