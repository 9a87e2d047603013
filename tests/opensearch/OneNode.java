import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.opensearch.Version;
import org.opensearch.common.settings.Settings;
import org.opensearch.env.Environment;
import org.opensearch.node.Node;
import org.opensearch.plugins.PluginInfo;

/** One node of OpenSearch 2.19 or 3.3 on loopback; prints "ready" once it serves.
 *
 * Arguments: its folder, the port for HTTP, its port for other nodes, those at which all nodes
 * reach each other with commas between them, and more settings, each name=value. It ends with its
 * standard input, as with the tests that started it.
 */
public final class OneNode extends Node {
  private static final boolean IS_OLD = Version.CURRENT.major < 3;
  private static final List<String> PLUGINS =
      List.of(
          "org.opensearch.transport.Netty4",
          "org.opensearch.analysis.common.CommonAnalysis",
          "org.opensearch.index.reindex.Reindex");

  @SuppressWarnings({"unchecked", "rawtypes"}) // 2.19 takes classes, 3.3 what is known of them
  private OneNode(Settings settings, Path home) {
    super(new Environment(settings, home.resolve("config")), (Collection) plugins(), true);
  }

  private static List<Object> plugins() {
    List<Object> found = new ArrayList<>();
    for (String each : PLUGINS) {
      String name = each + (IS_OLD ? "Plugin" : "ModulePlugin");
      try {
        found.add(IS_OLD ? Class.forName(name) : described(name));
      } catch (ClassNotFoundException error) {
        throw new IllegalStateException(error);
      }
    }
    return found;
  }

  private static PluginInfo described(String name) {
    return new PluginInfo(
        name, "of the class path", "1", Version.CURRENT, "17", name, null, List.of(), false);
  }

  public static void main(String[] given) throws Exception {
    Path home = Path.of(given[0]);
    List<String> ports = Arrays.asList(given[3].split(","));
    Files.createDirectories(home.resolve("config"));
    Settings.Builder settings =
        Settings.builder()
            .put("cluster.name", "unabridged-test")
            .put("path.home", home)
            .put("network.host", "127.0.0.1")
            .put("http.port", given[1])
            .put("http.type", "netty4")
            .put("transport.port", given[2])
            .put("transport.type", "netty4");
    if (ports.size() == 1) {
      settings.put("discovery.type", "single-node");
    } else {
      settings.putList(
          "discovery.seed_hosts", ports.stream().map(port -> "127.0.0.1:" + port).toList());
      settings.putList(
          "cluster.initial_cluster_manager_nodes",
          ports.stream().map(port -> "node-" + port).toList());
    }
    for (String each : Arrays.asList(given).subList(4, given.length)) {
      settings.put(each.split("=")[0], each.split("=")[1]);
    }
    try (OneNode node = new OneNode(settings.build(), home)) {
      node.start();
      System.out.println("ready");
      while (System.in.read() >= 0) {}
    }
  }
}
