using System.Net;

namespace Fairer.Web.Tests.Support;

/// <summary>A server without a network: answers every request as the test says.</summary>
public sealed class FakeServer : HttpMessageHandler
{
    public Func<CancellationToken, Task<HttpResponseMessage>> Answer { get; set; } = _ => Task.FromResult(new HttpResponseMessage(HttpStatusCode.NotFound));

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => Answer(cancellationToken);
}
