package dev.usbshare.server;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Starts the usb-share server. */
@SpringBootApplication
public class UsbShareServer {
    public static void main(String[] args) {
        SpringApplication.run(UsbShareServer.class, args);
    }
}
