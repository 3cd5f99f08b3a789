package dev.usbshare.quic;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;

class AddressValidationTest {

    private static final byte[] ID = {1, 2, 3, 4, 5, 6, 7, 8};

    private long nowMillis = 1_000_000;
    private byte[] origin = {1, 2};
    private final AddressValidation validation =
            new AddressValidation(() -> nowMillis, () -> origin, AddressValidation.FREE_HANDSHAKES);

    /** What QUIC takes for the address, which says nothing. */
    private final InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 1000);

    @Test
    void fewHandshakes_needNoToken() {
        begin(AddressValidation.FREE_HANDSHAKES - 1);

        assertThat(validation.writeToken(Unpooled.buffer(), id(), address)).isFalse();
    }

    @Test
    void handshakesThatEnded_noLongerCount() {
        begin(AddressValidation.FREE_HANDSHAKES);
        validation.handshakeEnded();

        assertThat(validation.writeToken(Unpooled.buffer(), id(), address)).isFalse();
    }

    @Test
    void token_returnedFromTheSameAddress_givesTheConnectionId() {
        ByteBuf token = token();

        int at = validation.validateToken(token, address);

        assertThat(token.slice(at, token.readableBytes() - at)).isEqualTo(id());
        assertThat(token.readableBytes()).isLessThanOrEqualTo(validation.maxTokenLength());
    }

    @Test
    void token_fromAnotherOrigin_isRefused() {
        ByteBuf token = token();

        origin = new byte[] {1, 3};
        assertThat(validation.validateToken(token, address)).isNegative();
        origin = new byte[] {1};
        assertThat(validation.validateToken(token, address)).isNegative();
    }

    @Test
    void token_tooOldOrFromTheFuture_isRefused() {
        ByteBuf token = token();

        nowMillis += 10_000;
        assertThat(validation.validateToken(token, address)).isNotNegative();
        nowMillis++;
        assertThat(validation.validateToken(token, address)).isNegative();
        nowMillis -= 10_002;
        assertThat(validation.validateToken(token, address)).isNegative();
    }

    @Test
    void token_flippedOrCutAnywhere_isRefused() {
        ByteBuf token = token();
        for (int bit = 0; bit < token.readableBytes() * 8; bit++) {
            ByteBuf bad = token.copy();
            bad.setByte(bit / 8, bad.getByte(bit / 8) ^ 1 << bit % 8);
            assertThat(validation.validateToken(bad, address)).as("bit %d", bit).isNegative();
            bad.release();
        }
        for (int length = 0; length < token.readableBytes(); length++) {
            assertThat(validation.validateToken(token.slice(0, length), address))
                    .isNegative();
        }
    }

    @Test
    void token_ofAnotherProcess_isRefused() {
        ByteBuf token = token();

        assertThat(new AddressValidation(() -> nowMillis, () -> origin, AddressValidation.FREE_HANDSHAKES)
                        .validateToken(token, address))
                .isNegative();
    }

    @Test
    void tooManyHandshakes_evenGoodTokensWait() {
        ByteBuf token = token();
        begin(AddressValidation.MAX_HANDSHAKES - AddressValidation.FREE_HANDSHAKES);

        assertThat(validation.validateToken(token, address)).isNegative();

        validation.handshakeEnded();
        assertThat(validation.validateToken(token, address)).isNotNegative();
    }

    private ByteBuf token() {
        begin(AddressValidation.FREE_HANDSHAKES);
        ByteBuf token = Unpooled.buffer();
        assertThat(validation.writeToken(token, id(), address)).isTrue();
        return token;
    }

    private void begin(int handshakes) {
        for (int i = 0; i < handshakes; i++) {
            validation.handshakeBegan();
        }
    }

    private static ByteBuf id() {
        return Unpooled.wrappedBuffer(ID);
    }
}
