package dev.usbshare.service.audit;

/** Says in one line why a database failed. */
@FunctionalInterface
public interface FailureText {

    String of(Throwable failure);
}
