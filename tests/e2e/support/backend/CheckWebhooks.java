// What the guide's Webhooks.java says of webhooks that come on the standard input: one a line, with the time, the secret and the
// three headers and the body in base64. It prints `true` or `false` for each.
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Scanner;

final class CheckWebhooks {
    public static void main(String[] arguments) throws Exception {
        Scanner lines = new Scanner(System.in, StandardCharsets.US_ASCII);
        while (lines.hasNextLine()) {
            List<byte[]> parts = Arrays.stream(lines.nextLine().split(",", -1)).map(Base64.getDecoder()::decode).toList();
            List<String> texts = parts.stream().map(part -> new String(part, StandardCharsets.UTF_8)).toList();
            List<String> secrets = List.of(texts.get(1).split(" "));
            Instant now = Instant.ofEpochSecond(Long.parseLong(texts.get(0)));
            System.out.println(
                    Webhooks.isGenuine(parts.get(5), texts.get(2), texts.get(3), texts.get(4), secrets, now));
        }
    }
}
