// An AppHost as a user writes one: the process ids of its children are in their consoles, and on its own standard output.
var builder = DistributedApplication.CreateBuilder(new DistributedApplicationOptions
{
    Args = args,
    DisableDashboard = !args.Contains("--dashboard"),
    EnableResourceLogging = true,
});

var echo = builder.AddProject<Projects.Echo>("echo", project => project.ExcludeLaunchProfile = true)
    .WithHttpEndpoint(name: "http", env: "HTTP_PORT")
    .WithHttpHealthCheck("/health")
    .WithArgs("--spawn");
builder.AddRedis("cache");
builder.AddProject<Projects.Echo>("last", project => project.ExcludeLaunchProfile = true)
    .WithHttpEndpoint(env: "HTTP_PORT")
    .WithReference(echo)
    .WaitFor(echo);
await builder.Build().RunAsync();
