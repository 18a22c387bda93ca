package dev.lockkeeper.release.image;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How a registry wants to be asked, as its header {@code WWW-Authenticate} says. Pure. */
final class Challenge {
  private static final Pattern PARAMETER = Pattern.compile("(\\w+)=\"([^\"]*)\"");

  private final String header;

  Challenge(String header) {
    this.header = header;
  }

  boolean isBasic() {
    return header.regionMatches(true, 0, "Basic", 0, 5);
  }

  /** Where a token is given out; empty if the header names no such place. */
  Optional<URI> tokenAddress() {
    if (!header.regionMatches(true, 0, "Bearer", 0, 6)) {
      return Optional.empty();
    }
    String realm = "";
    List<String> query = new ArrayList<>();
    Matcher matcher = PARAMETER.matcher(header);
    while (matcher.find()) {
      if (matcher.group(1).equals("realm")) {
        realm = matcher.group(2);
      } else if (matcher.group(1).equals("service") || matcher.group(1).equals("scope")) {
        query.add(
            matcher.group(1) + "=" + URLEncoder.encode(matcher.group(2), StandardCharsets.UTF_8));
      }
    }
    try {
      return realm.isEmpty()
          ? Optional.empty()
          : Optional.of(
              URI.create(realm + (realm.contains("?") ? "&" : "?") + String.join("&", query)));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
