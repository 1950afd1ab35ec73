using Fairer.Core.Data;
using Fairer.Web.Services;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.JSInterop;

namespace Fairer.Web.Tests.Services;

public sealed class ChosenFileTests
{
    public static TheoryData<Exception> WhatBrowsersSay => [new JSException("NotFoundError"), new InvalidOperationException("An error occurred while reading the remote stream: NotReadableError")];

    [Fact]
    public async Task A_file_is_read()
    {
        var file = new File(() => 3);
        Assert.Equal(3, await file.ReadAsync(10, content => Task.FromResult(content.ReadByte()), CancellationToken.None));
    }

    [Theory]
    [MemberData(nameof(WhatBrowsersSay))]
    public async Task One_that_has_gone_is_named(Exception fault)
    {
        var file = new File(() => throw fault);
        var said = await Assert.ThrowsAsync<DataException>(() => file.ReadAsync(10, content => Task.FromResult(content.ReadByte()), CancellationToken.None));
        Assert.StartsWith("runs.json cannot be read any more", said.Message, StringComparison.Ordinal);
        Assert.Same(fault, said.InnerException);
    }

    private sealed class File(Func<int> next) : IBrowserFile
    {
        public string Name => "runs.json";

        public DateTimeOffset LastModified => default;

        public long Size => 1;

        public string ContentType => "application/json";

        public Stream OpenReadStream(long maxAllowedSize = 512000, CancellationToken cancellationToken = default) => new Content(next);
    }

    private sealed class Content(Func<int> next) : MemoryStream
    {
        public override int ReadByte() => next();
    }
}
