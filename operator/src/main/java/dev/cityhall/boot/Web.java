package dev.cityhall.boot;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.cityhall.cluster.DaemonThreads;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/** Probes and metrics over HTTP. */
final class Web implements AutoCloseable {

  /**
   * What a probe answers.
   *
   * @param text one line for people
   */
  record Health(boolean isWell, String text) {}

  private final HttpServer server;

  /**
   * @param address {@code host:port}; port 0 takes a free one
   * @throws IOException if the address cannot be bound
   */
  Web(String address, Supplier<Health> live, Supplier<Health> ready, Supplier<String> metrics)
      throws IOException {
    var colon = address.lastIndexOf(':');
    var host = address.substring(0, colon);
    var port = Integer.parseInt(address.substring(colon + 1));
    server = HttpServer.create(new InetSocketAddress(host, port), 0);
    server.createContext("/livez", exchange -> answer(exchange, live.get()));
    server.createContext("/readyz", exchange -> answer(exchange, ready.get()));
    server.createContext("/metrics", exchange -> send(exchange, 200, metrics.get()));
    server.setExecutor(Executors.newSingleThreadExecutor(DaemonThreads.named("web")));
    server.start();
  }

  int port() {
    return server.getAddress().getPort();
  }

  private static void answer(HttpExchange exchange, Health health) throws IOException {
    send(exchange, health.isWell() ? 200 : 503, health.text() + "\n");
  }

  private static void send(HttpExchange exchange, int code, String text) throws IOException {
    var bytes = text.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
    exchange.sendResponseHeaders(code, bytes.length);
    try (var body = exchange.getResponseBody()) {
      body.write(bytes);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
