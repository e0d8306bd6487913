import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.neo4j.configuration.Config;
import org.neo4j.configuration.GraphDatabaseSettings;
import org.neo4j.configuration.connectors.BoltConnector;
import org.neo4j.configuration.helpers.SocketAddress;
import org.neo4j.dbms.api.DatabaseManagementService;
import org.neo4j.dbms.api.DatabaseManagementServiceBuilder;
import org.neo4j.kernel.internal.GraphDatabaseAPI;

/** A Neo4j Community server on loopback: folder, port, password file, page cache in MiB; told "read-only" or "writable". */
public class Server {
    public static void main(String[] args) throws Exception {
        var address = new SocketAddress("127.0.0.1", Integer.parseInt(args[1]));
        var builder = new DatabaseManagementServiceBuilder(Path.of(args[0]))
                .setConfig(BoltConnector.enabled, true)
                .setConfig(BoltConnector.listen_address, address)
                .setConfig(BoltConnector.advertised_address, address)
                .setConfig(GraphDatabaseSettings.auth_enabled, true)
                .setConfig(GraphDatabaseSettings.pagecache_memory, Long.parseLong(args[3]) << 20)
                .setConfig(GraphDatabaseSettings.transaction_timeout, Duration.ofMinutes(10))
                .setConfig(GraphDatabaseSettings.memory_transaction_max_size, 512L << 20)
                .setConfig(GraphDatabaseSettings.cypher_min_replan_interval, Duration.ofHours(1));
        DatabaseManagementService dbms = builder.build();
        Thread.currentThread().setUncaughtExceptionHandler((thread, error) -> {
            error.printStackTrace();
            System.exit(1);
        });
        Runtime.getRuntime().addShutdownHook(new Thread(dbms::shutdown));
        var password = Files.readString(Path.of(args[2])).strip();
        dbms.database("system").executeTransactionally(
                "CREATE OR REPLACE USER neo4j SET PASSWORD $password CHANGE NOT REQUIRED",
                java.util.Map.of("password", password));
        System.out.println("ready");
        var config = ((GraphDatabaseAPI) dbms.database("neo4j")).getDependencyResolver()
                .resolveDependency(Config.class);
        var told = new BufferedReader(new InputStreamReader(System.in));
        String line;
        while ((line = told.readLine()) != null) { // ends when whoever started it is gone
            config.setDynamic(GraphDatabaseSettings.read_only_databases,
                    line.equals("read-only") ? Set.of("neo4j") : Set.of(), "Server");
            System.out.println(line);
        }
        System.exit(0);
    }
}
