package dev.varve.repo.session;

import com.google.protobuf.ByteString;
import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.frame.Failures;
import dev.varve.protocol.frame.Frame;
import dev.varve.protocol.frame.FrameHeader;
import dev.varve.protocol.frame.FrameType;
import dev.varve.protocol.message.Failure;
import dev.varve.protocol.message.Hello;
import dev.varve.protocol.tls.CertifiedKey;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.security.KeyStore;
import java.security.cert.Certificate;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/** Speaks TLS with a good certificate, and after that whatever a test wants. */
final class RawPeer implements AutoCloseable {
    private final SSLSocket socket;
    private final OutputStream output;
    private final DataInputStream input;

    RawPeer(TestHouse house) throws Exception {
        CertifiedKey key = TestHouse.key(house.client);
        KeyStore keys = KeyStore.getInstance("PKCS12");
        keys.load(null, null);
        keys.setKeyEntry(
                "me", key.privateKey(), new char[0], new Certificate[] {key.certificate()});
        keys.setCertificateEntry("authority", house.directory.keys().authority().certificate());
        KeyManagerFactory mine = KeyManagerFactory.getInstance("PKIX");
        mine.init(keys, new char[0]);
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(keys);
        SSLContext tls = SSLContext.getInstance("TLSv1.3");
        tls.init(mine.getKeyManagers(), trust.getTrustManagers(), null);
        socket = (SSLSocket) tls.getSocketFactory().createSocket("127.0.0.1", house.port());
        socket.setSoTimeout(20_000);
        socket.startHandshake();
        output = socket.getOutputStream();
        input = new DataInputStream(socket.getInputStream());
    }

    void send(byte[] bytes) throws IOException {
        output.write(bytes);
        output.flush();
    }

    void send(Frame frame) throws IOException {
        send(bytes(frame));
    }

    static byte[] bytes(Frame frame) {
        ByteBuf bytes = Unpooled.buffer();
        frame.header().write(bytes);
        bytes.writeBytes(frame.payload());
        frame.release();
        return ByteBufUtil.getBytes(bytes);
    }

    static Frame frame(
            FrameType type, int stream, long sequence, com.google.protobuf.MessageLite m) {
        return Frame.control(UnpooledByteBufAllocator.DEFAULT, type, stream, sequence, m);
    }

    /** Returns when welcome; the daemon's pings before that are passed over. */
    void sayHello(TestHouse house) throws IOException {
        send(
                frame(
                        FrameType.HELLO,
                        0,
                        0,
                        Hello.newBuilder()
                                .setLowestVersion(1)
                                .setHighestVersion(1)
                                .setVault(TestHouse.VAULT)
                                .setRepositoryId(
                                        ByteString.copyFrom(
                                                house.directory.repositoryId().toBytes()))
                                .build()));
        Frame welcome = read();
        while (welcome.header().type() == FrameType.PING) {
            welcome = read();
        }
        if (welcome.header().type() != FrameType.WELCOME) {
            throw new IOException("not welcome: " + welcome.header());
        }
    }

    Frame read() throws IOException {
        byte[] header = new byte[FrameHeader.LENGTH];
        input.readFully(header);
        FrameHeader read = FrameHeader.read(Unpooled.wrappedBuffer(header), 0);
        byte[] payload = new byte[read.payloadLength()];
        input.readFully(payload);
        return new Frame(read, Unpooled.wrappedBuffer(payload));
    }

    /** The next FAILURE; frames before it are passed over. */
    ProtocolException readFailure() throws IOException {
        while (true) {
            Frame frame = read();
            if (frame.header().type() == FrameType.FAILURE) {
                return Failures.read(frame.parse(Failure.parser()));
            }
        }
    }

    /** The code of the next FAILURE, after which the daemon must have closed. */
    ErrorCode readFailureAndEnd() throws IOException {
        ErrorCode code = readFailure().code();
        try {
            input.skipNBytes(Long.MAX_VALUE);
        } catch (EOFException closed) {
            return code;
        }
        throw new IOException("the daemon sends for ever");
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
