/*
 * Which name server is asked where no router names one, as with an address of the board's own. The SDK (8.2.3) has no call for
 * it: modules/io/wifi/esp32/wifi-esp32.c sets address, mask and gateway, and modules/network/net/esp/modNet.c reads it only.
 * ESP-IDF 6.0 has, and does what it takes to call it from any task (esp_netif.h).
 */
#include "xsmc.h"
#include "xsHost.h"

#include "esp_netif.h"

/* (address) */
void xs_p1_name_server(xsMachine *the)
{
	esp_netif_t *station = esp_netif_get_handle_from_ifkey("WIFI_STA_DEF");
	esp_netif_dns_info_t server = { .ip.type = ESP_IPADDR_TYPE_V4 };

	if (!station)
		xsUnknownError("no Wi-Fi");
	if (esp_netif_str_to_ip4(xsmcToString(xsArg(0)), &server.ip.u_addr.ip4) != ESP_OK)
		xsRangeError("invalid address");
	if (esp_netif_set_dns_info(station, ESP_NETIF_DNS_MAIN, &server) != ESP_OK)
		xsUnknownError("refused");
}
