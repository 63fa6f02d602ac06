package dev.varve.protocol.frame;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.api.Test;

/** Frames on their way out: bytes while there is a connection, nothing kept when there is none. */
class FrameEncoderTest {
    private final ByteBuf payload = Unpooled.copiedBuffer(new byte[] {1, 2, 3});
    private final EmbeddedChannel channel = new EmbeddedChannel(FrameEncoder.INSTANCE);

    @Test
    void headerAndPayloadFollowEachOther() {
        channel.writeOutbound(Frame.data(FrameType.PUT_CHUNKS, 1, 2, payload));

        ByteBuf header = channel.readOutbound();
        ByteBuf body = channel.readOutbound();
        assertThat(header.readableBytes()).isEqualTo(FrameHeader.LENGTH);
        assertThat(ByteBufUtil.getBytes(body)).containsExactly(1, 2, 3);
        header.release();
        body.release();
        assertThat(payload.refCnt()).isZero();
    }

    @Test
    void aFrameForAConnectionThatIsGoneIsReleased() {
        channel.close().syncUninterruptibly();

        ChannelFuture written =
                channel.writeAndFlush(Frame.data(FrameType.PUT_CHUNKS, 1, 2, payload));

        assertThat(written.isSuccess()).isFalse();
        assertThat(payload.refCnt()).isZero();
    }
}
