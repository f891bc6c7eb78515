// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {IQuittance} from "../../contracts/interfaces/IQuittance.sol";
import {ILedger} from "../../contracts/interfaces/ILedger.sol";
import {ISalts} from "../../contracts/interfaces/ISalts.sol";
import {Erc1271Wallet} from "../support/contracts/Erc1271Wallet.sol";
import {MischievousUsdc} from "../support/contracts/MischievousUsdc.sol";
import {DealBase} from "./support/DealBase.sol";
import {Digests} from "./support/Digests.sol";
import {Signing} from "./support/Signing.sol";
import {VM} from "./support/Vm.sol";

contract DepositTest is DealBase {
    uint96 private constant AMOUNT = 25e6;

    // ---- deposit ----

    function test_RevertWhen_AccountMayHoldNoMoney() external {
        address[3] memory barred = [address(0), address(usdc), address(quittance)];
        for (uint256 i = 0; i < 3; ++i) {
            VM.expectRevert(_refused(barred[i]));
            quittance.deposit(barred[i], AMOUNT, 1);
        }
    }

    function test_RevertWhen_AmountIsZero() external {
        VM.expectRevert(ILedger.Quittance_AmountZero.selector);
        quittance.deposit(BUYER, 0, 2);
    }

    function test_RevertWhen_CallerApprovedTooLittle() external {
        VM.prank(BUYER);
        usdc.approve(address(quittance), AMOUNT - 1);
        VM.prank(BUYER);
        VM.expectRevert(_text("ERC20: transfer amount exceeds allowance"));
        quittance.deposit(BUYER, AMOUNT, 3);
        VM.assertEq(quittance.balanceOf(BUYER), 0, "balance");
    }

    function test_RevertWhen_CallerHasTooLittle() external {
        VM.prank(STRANGER);
        usdc.approve(address(quittance), AMOUNT);
        VM.prank(STRANGER);
        VM.expectRevert(_text("ERC20: transfer amount exceeds balance"));
        quittance.deposit(STRANGER, AMOUNT, 4);
    }

    function test_RevertWhen_TokenAnswersFalse() external {
        MischievousUsdc token = new MischievousUsdc();
        IQuittance other = _deployQuittance(address(token));
        token.give(address(this), AMOUNT);
        token.answerWith(abi.encode(false));
        VM.expectRevert(abi.encodeWithSelector(SafeERC20.SafeERC20FailedOperation.selector, address(token)));
        other.deposit(BUYER, AMOUNT, 5);
    }

    function test_MovesTheCallersMoneyToTheBalanceOfAnotherAccount() external {
        VM.prank(BUYER);
        usdc.approve(address(quittance), AMOUNT);
        VM.expectEmit(address(quittance));
        emit ILedger.LedgerDeposited(SELLER, BUYER, AMOUNT, 6);
        VM.prank(BUYER);
        quittance.deposit(SELLER, AMOUNT, 6);
        VM.assertEq(quittance.balanceOf(SELLER), AMOUNT, "balance");
        VM.assertEq(quittance.balanceOf(BUYER), 0, "the payer's own balance");
        VM.assertEq(usdc.balanceOf(BUYER), FUNDS - AMOUNT, "wallet");
        VM.assertEq(usdc.balanceOf(address(quittance)), AMOUNT, "held");
    }

    function test_AddsUp() external {
        _fundLedger(SELLER, 1);
        _fundLedger(SELLER, type(uint96).max - 1);
        VM.assertEq(quittance.balanceOf(SELLER), type(uint96).max, "balance");
    }

    /// @dev More than USDC can ever be minted; the balance never wraps.
    function test_RevertWhen_TheBalanceWouldNeedMoreThan96Bits() external {
        _fundLedger(SELLER, type(uint96).max);
        _mint(address(this), 1);
        usdc.approve(address(quittance), 1);
        VM.expectRevert(abi.encodeWithSignature("Panic(uint256)", uint256(0x11)));
        quittance.deposit(SELLER, 1, 7);
    }

    function test_RevertWhen_TheCallerUsedTheSalt() external {
        _approve(BUYER, 4 * AMOUNT);
        VM.prank(BUYER);
        quittance.deposit(SELLER, AMOUNT, 300);
        VM.assertTrue(_isDepositSaltUsed(BUYER, 300), "used");
        // The same call again, and one that says something else under the salt.
        bytes memory reason = abi.encodeWithSelector(ISalts.Quittance_SaltAlreadyUsed.selector, BUYER, uint64(300));
        VM.expectRevert(reason);
        VM.prank(BUYER);
        quittance.deposit(SELLER, AMOUNT, 300);
        VM.expectRevert(reason);
        VM.prank(BUYER);
        quittance.deposit(BUYER, 1, 300);
        VM.assertEq(usdc.balanceOf(BUYER), FUNDS - AMOUNT, "paid once");
        VM.assertEq(quittance.balanceOf(SELLER), AMOUNT, "credited once");
    }

    /// @dev The first and the last salt of a word of 256, those beside them, and both ends of the range.
    function test_EverySaltIsUsedByItself() external {
        uint64[6] memory salts = [uint64(0), 255, 256, 511, 512, type(uint64).max];
        _approve(BUYER, 6 * AMOUNT);
        for (uint256 i = 0; i < salts.length; ++i) {
            VM.prank(BUYER);
            quittance.deposit(BUYER, AMOUNT, salts[i]);
            for (uint256 j = 0; j < salts.length; ++j) {
                VM.assertEq(_isDepositSaltUsed(BUYER, salts[j]), j <= i, "each by itself");
            }
        }
        VM.assertFalse(_isDepositSaltUsed(BUYER, 257), "beside one that is used");
        VM.assertEq(quittance.balanceOf(BUYER), 6 * AMOUNT, "balance");
    }

    function test_TheSaltsOfOthersAndOfWithdrawalsAreOthers() external {
        _approve(BUYER, AMOUNT);
        _approve(SELLER, AMOUNT);
        _mint(SELLER, AMOUNT);
        VM.prank(BUYER);
        quittance.deposit(SELLER, AMOUNT, 1);
        VM.assertFalse(_isDepositSaltUsed(SELLER, 1), "who is credited uses none");
        VM.assertFalse(_isWithdrawalSaltUsed(BUYER, 1), "another kind");
        VM.prank(SELLER);
        quittance.deposit(SELLER, AMOUNT, 1);
        VM.prank(SELLER);
        quittance.withdraw(SELLER, AMOUNT, 1);
        bytes memory signature = Signing.sign(BUYER_KEY, _digest(BUYER, SELLER, AMOUNT, OPEN_BY, 1));
        quittance.depositWithAuthorization(BUYER, SELLER, AMOUNT, OPEN_BY, 1, signature);
        VM.assertEq(quittance.balanceOf(SELLER), 2 * AMOUNT, "balance");
    }

    /// @dev A deposit that the token refuses has not happened.
    function test_ARefusedDepositLeavesItsSalt() external {
        VM.prank(BUYER);
        VM.expectRevert(_text("ERC20: transfer amount exceeds allowance"));
        quittance.deposit(BUYER, AMOUNT, 1);
        VM.assertFalse(_isDepositSaltUsed(BUYER, 1), "not used");
        _approve(BUYER, AMOUNT);
        VM.prank(BUYER);
        quittance.deposit(BUYER, AMOUNT, 1);
        VM.assertEq(quittance.balanceOf(BUYER), AMOUNT, "the same call, later");
    }

    // ---- depositWithAuthorization ----

    function test_Authorization_RevertWhen_AccountMayHoldNoMoney() external {
        address[3] memory barred = [address(0), address(usdc), address(quittance)];
        for (uint256 i = 0; i < 3; ++i) {
            VM.expectRevert(_refused(barred[i]));
            quittance.depositWithAuthorization(BUYER, barred[i], AMOUNT, OPEN_BY, 1, "");
        }
    }

    function test_Authorization_RevertWhen_AmountIsZero() external {
        VM.expectRevert(ILedger.Quittance_AmountZero.selector);
        quittance.depositWithAuthorization(BUYER, BUYER, 0, OPEN_BY, 1, "");
    }

    function test_Authorization_65Bytes() external {
        bytes memory signature = Signing.sign(BUYER_KEY, _digest(BUYER, SELLER, AMOUNT, OPEN_BY, 7));
        VM.expectEmit(address(quittance));
        emit ILedger.LedgerDeposited(SELLER, BUYER, AMOUNT, 7);
        VM.prank(STRANGER);
        quittance.depositWithAuthorization(BUYER, SELLER, AMOUNT, OPEN_BY, 7, signature);
        VM.assertEq(quittance.balanceOf(SELLER), AMOUNT, "balance");
        VM.assertEq(usdc.balanceOf(BUYER), FUNDS - AMOUNT, "wallet");
    }

    function test_Authorization_64Bytes() external {
        for (uint64 salt = 0; salt < 8; ++salt) {
            bytes memory signature = Signing.signCompact(BUYER_KEY, _digest(BUYER, SELLER, AMOUNT, OPEN_BY, salt));
            quittance.depositWithAuthorization(BUYER, SELLER, AMOUNT, OPEN_BY, salt, signature);
        }
        VM.assertEq(quittance.balanceOf(SELLER), 8 * AMOUNT, "balance");
    }

    function test_Authorization_Erc1271InBothForms() external {
        address wallet = address(new Erc1271Wallet(STRANGER));
        _mint(wallet, 2 * AMOUNT);
        bytes memory whole = Signing.sign(STRANGER_KEY, _digest(wallet, wallet, AMOUNT, OPEN_BY, 1));
        bytes memory compact = Signing.signCompact(STRANGER_KEY, _digest(wallet, wallet, AMOUNT, OPEN_BY, 2));
        quittance.depositWithAuthorization(wallet, wallet, AMOUNT, OPEN_BY, 1, whole);
        quittance.depositWithAuthorization(wallet, wallet, AMOUNT, OPEN_BY, 2, compact);
        VM.assertEq(quittance.balanceOf(wallet), 2 * AMOUNT, "balance");
    }

    function test_Authorization_EndsAtValidBefore() external {
        bytes memory first = Signing.sign(BUYER_KEY, _digest(BUYER, BUYER, AMOUNT, OPEN_BY, 1));
        bytes memory second = Signing.sign(BUYER_KEY, _digest(BUYER, BUYER, AMOUNT, OPEN_BY, 2));
        VM.warp(OPEN_BY - 1);
        quittance.depositWithAuthorization(BUYER, BUYER, AMOUNT, OPEN_BY, 1, first);
        for (uint256 late = 0; late < 2; ++late) {
            VM.warp(OPEN_BY + late);
            VM.expectRevert(_text("FiatTokenV2: authorization is expired"));
            quittance.depositWithAuthorization(BUYER, BUYER, AMOUNT, OPEN_BY, 2, second);
        }
        VM.assertEq(quittance.balanceOf(BUYER), AMOUNT, "balance");
    }

    function test_Authorization_RevertWhen_AFieldIsNotTheSignedOne() external {
        bytes memory signature = Signing.sign(BUYER_KEY, _digest(BUYER, SELLER, AMOUNT, OPEN_BY, 7));
        bytes memory reason = _text("FiatTokenV2: invalid signature");
        VM.expectRevert(reason);
        quittance.depositWithAuthorization(BUYER, STRANGER, AMOUNT, OPEN_BY, 7, signature);
        VM.expectRevert(reason);
        quittance.depositWithAuthorization(BUYER, SELLER, AMOUNT, OPEN_BY, 8, signature);
        VM.expectRevert(reason);
        quittance.depositWithAuthorization(BUYER, SELLER, AMOUNT + 1, OPEN_BY, 7, signature);
        VM.expectRevert(reason);
        quittance.depositWithAuthorization(BUYER, SELLER, AMOUNT, OPEN_BY + 1, 7, signature);
        VM.expectRevert(reason);
        quittance.depositWithAuthorization(STRANGER, SELLER, AMOUNT, OPEN_BY, 7, signature);
    }

    function test_Authorization_RevertWhen_UsedOrCancelledBefore() external {
        bytes memory first = Signing.sign(BUYER_KEY, _digest(BUYER, BUYER, AMOUNT, OPEN_BY, 1));
        quittance.depositWithAuthorization(BUYER, BUYER, AMOUNT, OPEN_BY, 1, first);
        bytes memory reason = _text("FiatTokenV2: authorization is used or canceled");
        VM.expectRevert(reason);
        quittance.depositWithAuthorization(BUYER, BUYER, AMOUNT, OPEN_BY, 1, first);

        bytes32 nonce = Digests.deposit(address(quittance), BUYER, 2);
        bytes memory cancellation = Signing.sign(BUYER_KEY, Digests.cancelAuthorization(address(usdc), BUYER, nonce));
        usdc.cancelAuthorization(BUYER, nonce, cancellation);
        bytes memory second = Signing.sign(BUYER_KEY, _digest(BUYER, BUYER, AMOUNT, OPEN_BY, 2));
        VM.expectRevert(reason);
        quittance.depositWithAuthorization(BUYER, BUYER, AMOUNT, OPEN_BY, 2, second);
    }

    function _approve(address owner, uint96 amount) private {
        VM.prank(owner);
        usdc.approve(address(quittance), amount);
    }

    function _digest(
        address from,
        address account,
        uint96 amount,
        uint40 validBefore,
        uint64 salt
    ) private view returns (bytes32) {
        bytes32 nonce = Digests.deposit(address(quittance), account, salt);
        return Digests.receiveAuthorization(address(usdc), address(quittance), from, amount, validBefore, nonce);
    }

    function _refused(address account) private pure returns (bytes memory) {
        return abi.encodeWithSelector(ILedger.Quittance_AddressRefused.selector, account);
    }

    function _text(string memory reason) private pure returns (bytes memory) {
        return abi.encodeWithSignature("Error(string)", reason);
    }
}
