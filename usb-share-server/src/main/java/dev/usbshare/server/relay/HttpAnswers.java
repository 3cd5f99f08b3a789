package dev.usbshare.server.relay;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;

/** Answers over HTTP, small ones. Pure functions. */
final class HttpAnswers {

    private HttpAnswers() {}

    static FullHttpResponse text(int status, String text) {
        return of(status, "text/plain; charset=utf-8", text);
    }

    static FullHttpResponse of(int status, String type, String text) {
        return of(status, type, ByteBufUtil.writeUtf8(UnpooledByteBufAllocator.DEFAULT, text));
    }

    /** @param body taken over */
    static FullHttpResponse of(int status, String type, ByteBuf body) {
        FullHttpResponse response = response(status, body);
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, type)
                .set(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes());
        return response;
    }

    /** One without a body. */
    static FullHttpResponse empty(int status) {
        FullHttpResponse response = response(status, Unpooled.EMPTY_BUFFER);
        if (status != HttpResponseStatus.NO_CONTENT.code()) {
            response.headers().set(HttpHeaderNames.CONTENT_LENGTH, 0);
        }
        return response;
    }

    /** For scripts of any page, too. */
    static FullHttpResponse open(FullHttpResponse response) {
        response.headers().set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN, "*");
        return response;
    }

    private static FullHttpResponse response(int status, ByteBuf body) {
        var response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(status), body);
        response.headers().set(HttpHeaderNames.CACHE_CONTROL, "no-store");
        return response;
    }
}
