package dev.usbshare.dashboard;

import dev.usbshare.console.Resource;
import java.util.List;
import java.util.Map;

/**
 * A change that the service is asked for.
 *
 * @param done what to tell when it is done; empty for nothing
 */
public record Call(Method method, Resource resource, Map<String, String> body, String done) {

    /** Of HTTP. */
    public enum Method {
        POST,
        DELETE,
        /** Changes nothing: what is shown is read anew after every call. */
        LOOK
    }

    public Call {
        body = Map.copyOf(body);
    }

    public static Call post(String done, Map<String, String> body, String... path) {
        return new Call(Method.POST, Resource.of(path), body, done);
    }

    public static Call look() {
        return new Call(Method.LOOK, new Resource(List.of(), Map.of()), Map.of(), "Up to date");
    }

    public static Call delete(String done, String... path) {
        return new Call(Method.DELETE, Resource.of(path), Map.of(), done);
    }
}
