package dev.usbshare.client;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Starts the usb-share client. */
@SpringBootApplication
public class UsbShareClient {
    public static void main(String[] args) {
        SpringApplication.run(UsbShareClient.class, args);
    }
}
