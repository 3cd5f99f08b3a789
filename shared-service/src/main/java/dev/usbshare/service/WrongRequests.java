package dev.usbshare.service;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.http.HttpHeaders;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.resource.NoResourceFoundException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.core.exc.UnexpectedEndOfInputException;

/** Answers requests that reach no endpoint with a line that says what is wrong and what to do, instead of a bare status. */
final class WrongRequests implements HandlerExceptionResolver, Ordered {

    private static final String REMEDY = "; send one object such as {\"name\": \"value\"}";

    @Override
    public int getOrder() {
        return HIGHEST_PRECEDENCE;
    }

    @Override
    public @Nullable ModelAndView resolveException(
            HttpServletRequest request, HttpServletResponse response, @Nullable Object handler, Exception failure) {
        try {
            switch (failure) {
                case HttpMessageNotReadableException e ->
                    Answers.fail(response, Answers.BAD_REQUEST, wrongBody(e.getCause()));
                case HttpMediaTypeNotSupportedException e ->
                    Answers.fail(
                            response,
                            HttpServletResponse.SC_UNSUPPORTED_MEDIA_TYPE,
                            "the body must be JSON: send the header Content-Type: application/json");
                case HttpRequestMethodNotSupportedException e -> {
                    String[] methods = e.getSupportedMethods();
                    String allowed = methods == null
                            ? ""
                            : String.join(", ", Arrays.stream(methods).sorted().toList());
                    response.setHeader(HttpHeaders.ALLOW, allowed);
                    Answers.fail(
                            response,
                            HttpServletResponse.SC_METHOD_NOT_ALLOWED,
                            e.getMethod() + " does nothing here; use " + allowed);
                }
                case NoResourceFoundException e ->
                    Answers.fail(
                            response,
                            Answers.NOT_FOUND,
                            "there is nothing at " + request.getRequestURI() + "; GET /actuator lists what there is");
                default -> {
                    return null;
                }
            }
        } catch (IOException e) {
            // Whoever asked is gone.
        }
        return new ModelAndView();
    }

    private static String wrongBody(@Nullable Throwable cause) {
        return switch (cause) {
            case UnexpectedEndOfInputException e -> "the body is no JSON: it ends too early, " + place(e) + REMEDY;
            case StreamReadException e -> "the body is no JSON: " + e.getOriginalMessage() + ", " + place(e) + REMEDY;
            case JacksonException e
            when !e.getPath().isEmpty() ->
                e.getPath().getFirst().getPropertyName()
                        + " must be a text, a number, true or false; a list is a text with commas";
            case null, default -> "the body is not what an endpoint takes" + REMEDY;
        };
    }

    private static String place(JacksonException e) {
        TokenStreamLocation at = e.getLocation();
        return "line " + at.getLineNr() + ", column " + at.getColumnNr();
    }
}
