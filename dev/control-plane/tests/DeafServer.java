import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;

/**
 * A port on which connecting hangs, as with a host behind a firewall that drops everything: it
 * never accepts, and its own connections fill the queue. Prints the port once that is so.
 */
final class DeafServer {

  public static void main(String[] args) throws IOException, InterruptedException {
    var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    List<Socket> waiting = new ArrayList<>();
    while (connects(server, waiting)) {}
    System.out.println(server.getLocalPort());
    Thread.sleep(Long.MAX_VALUE);
  }

  private static boolean connects(ServerSocket server, List<Socket> waiting) throws IOException {
    var socket = new Socket();
    waiting.add(socket);
    try {
      socket.connect(new InetSocketAddress(server.getInetAddress(), server.getLocalPort()), 300);
      return true;
    } catch (SocketTimeoutException full) {
      return false;
    }
  }
}
