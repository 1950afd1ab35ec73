// The bridge between Fairer.Torch and libtorch: any operator by its name through libtorch's dispatcher, and the few
// things that are not operators (memory, autograd, threads, devices).
//
// Conventions. A tensor is a pointer to its TensorImpl; whoever gets one owns one reference, and 0 is the undefined
// tensor. No exception leaves: a function that can fail answers -1 (or 0 where it answers a pointer), and
// fairer_error() then gives the message, once per thread. Argument and Info are mirrored in Binding/Native.cs; whoever
// changes them or any signature raises FAIRER_ABI in both places.
#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <ATen/core/dispatch/Dispatcher.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/cuda.h>
#include <torch/version.h>

#include <cstdint>
#include <cstring>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#ifdef _WIN32
#define FAIRER_EXPORT extern "C" __declspec(dllexport)
#else
#include <dlfcn.h>
#define FAIRER_EXPORT extern "C" __attribute__((visibility("default")))
#endif
#ifdef __GLIBC__
#include <malloc.h>
#endif

#define FAIRER_ABI 2

namespace {

using Handle = c10::TensorImpl*;

// What an Argument holds.
enum class Kind : int32_t {
    None = 0,
    Tensor = 1,
    TensorList = 2,
    Int = 3,
    IntList = 4,
    Double = 5,
    DoubleList = 6,
    Bool = 7,
    Device = 8,
    String = 9,
};

// One argument or one result: what it is, how many (of a list; the index of a device), and the value itself.
struct Argument {
    Kind kind;
    int32_t count;
    union {
        int64_t integer;
        double real;
        void* pointer;
    };
};

// What is asked of a tensor most often, in one call. The two lists belong to the tensor.
struct Info {
    int64_t dim;
    int64_t numel;
    const int64_t* sizes;
    const int64_t* strides;
    int32_t dtype;
    int32_t device_type;
    int32_t device_index;
    int32_t contiguous;
    int32_t requires_grad;
    int32_t leaf;
};

// A value or none, as this libtorch's schemas spell it.
using Optional = std::decay_t<decltype(std::declval<const c10::Argument&>().default_value())>;

// An operator, found once: its handle, and what stands for arguments that the caller leaves out.
struct Operator {
    c10::OperatorHandle handle;
    std::vector<Optional> defaults;
    std::string name;
};

thread_local std::string error;
thread_local std::vector<Handle> list;

// Runs an action; whatever it throws becomes the thread's message and the given answer.
template <class Action, class Answer>
Answer guarded(Answer failure, Action action) {
    try {
        return action();
    } catch (const c10::Error& e) {
        error = e.what_without_backtrace();
    } catch (const std::exception& e) {
        error = e.what();
    } catch (...) {
        error = "libtorch threw something that is not an exception.";
    }
    return failure;
}

at::Tensor borrow(Handle handle) {
    return handle == nullptr ? at::Tensor()
                             : at::Tensor(c10::intrusive_ptr<c10::TensorImpl, c10::UndefinedTensorImpl>::reclaim_copy(handle));
}

Handle give(at::Tensor tensor) {
    return tensor.defined() ? tensor.unsafeReleaseTensorImpl() : nullptr;
}

std::vector<at::Tensor> borrow(Handle* handles, int64_t count) {
    std::vector<at::Tensor> tensors;
    tensors.reserve(count);
    for (int64_t i = 0; i < count; i++) tensors.push_back(borrow(handles[i]));
    return tensors;
}

template <class T>
c10::IValue copy_list(const Argument& argument) {
    c10::List<T> values;
    values.reserve(argument.count);
    for (int32_t i = 0; i < argument.count; i++) values.push_back(static_cast<const T*>(argument.pointer)[i]);
    return values;
}

c10::IValue value_of(const Argument& argument) {
    switch (argument.kind) {
        case Kind::None:
            return {};
        case Kind::Tensor:
            return borrow(static_cast<Handle>(argument.pointer));
        case Kind::TensorList: {
            c10::List<at::Tensor> tensors;
            tensors.reserve(argument.count);
            for (int32_t i = 0; i < argument.count; i++)
                tensors.push_back(borrow(static_cast<Handle*>(argument.pointer)[i]));
            return tensors;
        }
        case Kind::Int:
            return argument.integer;
        case Kind::IntList:
            return copy_list<int64_t>(argument);
        case Kind::Double:
            return argument.real;
        case Kind::DoubleList:
            return copy_list<double>(argument);
        case Kind::Bool:
            return argument.integer != 0;
        case Kind::Device:
            return c10::Device(
                static_cast<c10::DeviceType>(argument.integer), static_cast<c10::DeviceIndex>(argument.count));
        case Kind::String:
            return std::string(static_cast<const char*>(argument.pointer), argument.count);
    }
    TORCH_CHECK(false, "An argument of kind ", static_cast<int>(argument.kind), " is not known.");
}

void store(c10::IValue& value, Argument& result) {
    result = {Kind::None, 0, {0}};
    if (value.isTensor()) {
        result.kind = Kind::Tensor;
        result.pointer = give(std::move(value).toTensor());
    } else if (value.isTensorList()) {
        list.clear();
        for (at::Tensor tensor : value.toTensorVector()) list.push_back(give(std::move(tensor)));
        result.kind = Kind::TensorList;
        result.count = static_cast<int32_t>(list.size());
        result.pointer = list.data();
    } else if (value.isBool()) {
        result.kind = Kind::Bool;
        result.integer = value.toBool();
    } else if (value.isInt()) {
        result.kind = Kind::Int;
        result.integer = value.toInt();
    } else if (value.isDouble()) {
        result.kind = Kind::Double;
        result.real = value.toDouble();
    } else {
        TORCH_CHECK(value.isNone(), "A result of type ", value.tagKind(), " is not known.");
    }
}

}  // namespace

FAIRER_EXPORT int32_t fairer_abi() { return FAIRER_ABI; }

FAIRER_EXPORT const char* fairer_error() { return error.c_str(); }

// The version that the bridge was built against.
FAIRER_EXPORT const char* fairer_version() { return TORCH_VERSION; }

// The file that libtorch was loaded from; empty where that cannot be said.
FAIRER_EXPORT const char* fairer_location() {
#ifndef _WIN32
    Dl_info info;
    if (dladdr(reinterpret_cast<void*>(&at::get_num_threads), &info) != 0 && info.dli_fname != nullptr)
        return info.dli_fname;
#endif
    return "";
}

// Finds an operator by its name ("aten::add") and overload ("Tensor"); it is kept for good.
FAIRER_EXPORT Operator* fairer_find(const char* name, const char* overload) {
    return guarded(static_cast<Operator*>(nullptr), [&] {
        auto handle = c10::Dispatcher::singleton().findSchema({name, overload});
        TORCH_CHECK(handle.has_value(), "libtorch ", TORCH_VERSION, " has no operator ", name, ".", overload);
        std::vector<Optional> defaults;
        for (const auto& argument : handle->schema().arguments()) defaults.push_back(argument.default_value());
        return new Operator{*handle, std::move(defaults), name};
    });
}

// Calls an operator. Trailing arguments that have a default may be left out. Answers the number of results; a list
// among them stays until the thread's next call. With a capacity of 0 they are dropped (operators that work in place).
FAIRER_EXPORT int32_t fairer_call(
    const Operator* op, const Argument* arguments, int32_t count, Argument* results, int32_t capacity) {
    return guarded(-1, [&] {
        torch::jit::Stack stack;
        stack.reserve(op->defaults.size());
        for (int32_t i = 0; i < count; i++) stack.push_back(value_of(arguments[i]));
        for (size_t i = count; i < op->defaults.size(); i++) {
            TORCH_CHECK(op->defaults[i].has_value(), op->name, " misses its argument number ", i + 1);
            stack.push_back(*op->defaults[i]);
        }
        op->handle.callBoxed(&stack);
        if (capacity == 0) return 0;
        int32_t returned = static_cast<int32_t>(stack.size());
        TORCH_CHECK(returned <= capacity, op->name, " has ", returned, " results, ", capacity, " were expected.");
        for (int32_t i = 0; i < returned; i++) store(stack[i], results[i]);
        return returned;
    });
}

FAIRER_EXPORT void fairer_release(Handle tensor) {
    guarded(0, [&] {
        c10::intrusive_ptr<c10::TensorImpl, c10::UndefinedTensorImpl>::reclaim(tensor);
        return 0;
    });
}

FAIRER_EXPORT int32_t fairer_info(Handle handle, Info* info) {
    return guarded(-1, [&] {
        at::Tensor tensor = borrow(handle);
        *info = {
            tensor.dim(),
            tensor.numel(),
            tensor.sizes().data(),
            tensor.strides().data(),
            static_cast<int32_t>(tensor.scalar_type()),
            static_cast<int32_t>(tensor.device().type()),
            tensor.device().index(),
            tensor.is_contiguous(),
            tensor.requires_grad(),
            tensor.is_leaf(),
        };
        return 0;
    });
}

FAIRER_EXPORT void* fairer_data(Handle handle) {
    return guarded(static_cast<void*>(nullptr), [&] { return borrow(handle).data_ptr(); });
}

// A tensor on the CPU with a copy of the caller's values.
FAIRER_EXPORT Handle fairer_from_host(const void* data, const int64_t* sizes, int32_t dim, int32_t dtype) {
    return guarded(Handle(nullptr), [&] {
        at::Tensor tensor = at::empty(at::IntArrayRef(sizes, dim), static_cast<at::ScalarType>(dtype));
        if (tensor.numel() > 0) std::memcpy(tensor.data_ptr(), data, tensor.nbytes());
        return give(std::move(tensor));
    });
}

FAIRER_EXPORT int32_t fairer_set_requires_grad(Handle handle, int32_t value) {
    return guarded(-1, [&] {
        borrow(handle).set_requires_grad(value != 0);
        return 0;
    });
}

// The accumulated gradient; the undefined tensor where there is none.
FAIRER_EXPORT int32_t fairer_grad_of(Handle handle, Handle* gradient) {
    return guarded(-1, [&] {
        *gradient = give(borrow(handle).grad());
        return 0;
    });
}

FAIRER_EXPORT int32_t fairer_set_grad_of(Handle handle, Handle gradient) {
    return guarded(-1, [&] {
        borrow(handle).mutable_grad() = borrow(gradient);
        return 0;
    });
}

FAIRER_EXPORT int32_t fairer_retain_grad(Handle handle) {
    return guarded(-1, [&] {
        borrow(handle).retain_grad();
        return 0;
    });
}

// The gradients of the outputs' sum; `seeds` may be null or hold undefined tensors.
FAIRER_EXPORT int32_t fairer_grad(
    Handle* outputs, int32_t output_count, Handle* inputs, int32_t input_count, Handle* seeds, int32_t seed_count,
    int32_t retain, int32_t create, int32_t allow_unused, Handle* results) {
    return guarded(-1, [&] {
        auto gradients = torch::autograd::grad(
            borrow(outputs, output_count), borrow(inputs, input_count), borrow(seeds, seed_count), retain != 0,
            create != 0, allow_unused != 0);
        for (int32_t i = 0; i < input_count; i++) results[i] = give(std::move(gradients[i]));
        return 0;
    });
}

FAIRER_EXPORT int32_t fairer_backward(
    Handle* outputs, int32_t output_count, Handle* seeds, int32_t seed_count, Handle* inputs, int32_t input_count,
    int32_t retain, int32_t create) {
    return guarded(-1, [&] {
        torch::autograd::backward(
            borrow(outputs, output_count), borrow(seeds, seed_count), retain != 0, create != 0,
            borrow(inputs, input_count));
        return 0;
    });
}

FAIRER_EXPORT int32_t fairer_grad_enabled() { return at::GradMode::is_enabled(); }

FAIRER_EXPORT void fairer_set_grad_enabled(int32_t value) { at::GradMode::set_enabled(value != 0); }

FAIRER_EXPORT int32_t fairer_manual_seed(int64_t seed) {
    return guarded(-1, [&] {
        at::manual_seed(static_cast<uint64_t>(seed));
        return 0;
    });
}

FAIRER_EXPORT int32_t fairer_threads() {
    return guarded(-1, [] { return at::get_num_threads(); });
}

FAIRER_EXPORT int32_t fairer_set_threads(int32_t count) {
    return guarded(-1, [&] {
        at::set_num_threads(count);
        return 0;
    });
}

// glibc gives large blocks back to the system when they are freed, and takes them anew, page by page and zeroed, for the
// next operator: with temporaries of 228 MB that is more work than the arithmetic. While this is on they are kept.
FAIRER_EXPORT void fairer_keep_freed_memory(int32_t keep) {
#ifdef __GLIBC__
    mallopt(M_MMAP_MAX, keep ? 0 : 65536);
    mallopt(M_TRIM_THRESHOLD, keep ? INT32_MAX : 128 * 1024);
    if (!keep) {
        malloc_trim(0);
    }
#else
    (void)keep;
#endif
}

FAIRER_EXPORT int32_t fairer_cuda_count() {
    return guarded(-1, [] { return static_cast<int32_t>(torch::cuda::device_count()); });
}

FAIRER_EXPORT int32_t fairer_cudnn_available() {
    return guarded(-1, [] { return static_cast<int32_t>(torch::cuda::cudnn_is_available()); });
}

FAIRER_EXPORT int32_t fairer_cuda_synchronize(int32_t device) {
    return guarded(-1, [&] {
        torch::cuda::synchronize(device);
        return 0;
    });
}
