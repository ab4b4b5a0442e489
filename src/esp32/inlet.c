/*
 * The line from the meter, through the driver of ESP-IDF 6.0 (esp_driver_uart): its interrupt moves the bytes from the
 * UART's 128 into a buffer of kilobytes, whatever the program does meanwhile. The SDK's own serial driver leaves them in
 * the UART until the program reads (modules/io/serial/esp32/serial.c), and cannot invert the line.
 *
 * Nothing is posted to the program: it asks. So nothing is lost with a message that found no room, and there is no
 * interrupt that stays masked for it.
 */
#include "xsmc.h"
#include "xsHost.h"
#include "builtinCommon.h"

#include "driver/uart.h"

/* Of 128 bytes. The rest is for what comes in until the interrupt is served: 5.5 ms at 115,200 baud. */
#define FULL_THRESHOLD 64

typedef struct {
	uart_port_t port;
	uint32_t pin;
} Inlet;

void xs_p1_inlet_destructor(void *data)
{
	Inlet *inlet = data;
	if (!inlet)
		return;
	uart_driver_delete(inlet->port);
	builtinFreePin(inlet->pin);
	c_free(inlet);
}

static esp_err_t configure(uart_port_t port, int pin, int baud, uint32_t inverse)
{
	uart_config_t config = {
		.baud_rate = baud,
		.data_bits = UART_DATA_8_BITS,
		.parity = UART_PARITY_DISABLE,
		.stop_bits = UART_STOP_BITS_1,
		.flow_ctrl = UART_HW_FLOWCTRL_DISABLE,
	};
	esp_err_t err = uart_param_config(port, &config);
	if (!err)
		err = uart_set_pin(port, UART_PIN_NO_CHANGE, pin, UART_PIN_NO_CHANGE, UART_PIN_NO_CHANGE);
	if (!err)
		err = uart_set_line_inverse(port, inverse);
	if (!err)
		err = uart_set_rx_full_threshold(port, FULL_THRESHOLD);
	/* What came in before the line was set up is none of the meter's. */
	if (!err)
		err = uart_flush_input(port);
	return err;
}

/* (receive, port, baud, inverted, bufferBytes) */
void xs_p1_inlet_constructor(xsMachine *the)
{
	uint32_t pin = xsmcToInteger(xsArg(0));
	int port = xsmcToInteger(xsArg(1));
	int baud = xsmcToInteger(xsArg(2));
	uint32_t inverse = xsmcTest(xsArg(3)) ? UART_SIGNAL_RXD_INV : UART_SIGNAL_INV_DISABLE;
	int bytes = xsmcToInteger(xsArg(4));
	Inlet *inlet;

	if ((port < 0) || (port >= UART_NUM_MAX))
		xsRangeError("invalid port");
	if (!builtinIsPinFree(pin) || uart_is_driver_installed(port))
		xsUnknownError("in use");
	inlet = c_malloc(sizeof(Inlet));
	if (!inlet)
		xsUnknownError("no memory");
	if (uart_driver_install(port, bytes, 0, 0, NULL, 0)) {
		c_free(inlet);
		xsUnknownError("no memory");
	}
	if (configure(port, pin, baud, inverse)) {
		uart_driver_delete(port);
		c_free(inlet);
		xsUnknownError("uart failed");
	}
	inlet->port = port;
	inlet->pin = pin;
	builtinUsePin(pin);
	xsmcSetHostData(xsThis, inlet);
}

void xs_p1_inlet_close(xsMachine *the)
{
	Inlet *inlet = xsmcGetHostData(xsThis);
	if (!inlet)
		return;
	xs_p1_inlet_destructor(inlet);
	xsmcSetHostData(xsThis, NULL);
}

static Inlet *opened(xsMachine *the)
{
	Inlet *inlet = xsmcGetHostData(xsThis);
	if (!inlet)
		xsUnknownError("closed");
	return inlet;
}

void xs_p1_inlet_available(xsMachine *the)
{
	size_t available = 0;
	uart_get_buffered_data_len(opened(the)->port, &available);
	xsmcSetInteger(xsResult, (int)available);
}

/* (most) */
void xs_p1_inlet_read(xsMachine *the)
{
	Inlet *inlet = opened(the);
	size_t available = 0;
	int most = xsmcToInteger(xsArg(0));
	void *buffer;

	uart_get_buffered_data_len(inlet->port, &available);
	if ((int)available < most)
		most = (int)available;
	if (most <= 0)
		return;
	buffer = xsmcSetArrayBuffer(xsResult, NULL, most);
	/* So many are there, and only this reads them: they come at once, and all. */
	uart_read_bytes(inlet->port, buffer, most, 0);
}
