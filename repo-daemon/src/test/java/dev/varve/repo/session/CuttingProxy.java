package dev.varve.repo.session;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/** Forwards TCP to a port, and cuts each connection after so many bytes from the client. */
final class CuttingProxy implements AutoCloseable {
    private final ServerSocket listener;
    private final int target;
    private final LongSupplier bytesUntilCut;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    final AtomicInteger cuts = new AtomicInteger();

    CuttingProxy(int target, LongSupplier bytesUntilCut) throws IOException {
        this.target = target;
        this.bytesUntilCut = bytesUntilCut;
        this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofPlatform().daemon().name("proxy").start(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listener.accept();
                Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
                sockets.add(client);
                sockets.add(server);
                long budget = bytesUntilCut.getAsLong();
                Thread.ofPlatform().daemon().start(() -> copy(client, server, budget));
                Thread.ofPlatform().daemon().start(() -> copy(server, client, Long.MAX_VALUE));
            }
        } catch (IOException closed) {
            // the test has ended
        }
    }

    private void copy(Socket from, Socket to, long budget) {
        byte[] buffer = new byte[8192];
        long left = budget;
        try (from;
                to) {
            InputStream input = from.getInputStream();
            OutputStream output = to.getOutputStream();
            while (left > 0) {
                int count = input.read(buffer, 0, (int) Math.min(buffer.length, left));
                if (count < 0) {
                    return;
                }
                output.write(buffer, 0, count);
                left -= count;
            }
            cuts.incrementAndGet();
            from.setSoLinger(true, 0); // a reset, as a broken line gives
            to.setSoLinger(true, 0);
        } catch (IOException broken) {
            // the other direction has closed both
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
